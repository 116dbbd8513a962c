#include "formats/write/sqlite_sums.h"

#include <stddef.h>

#include "lib/audit/sessions.h"

/* The questions that people ask first are views. They are asked without this program, so sums are
 * made of halves: sum(x) fails over 2^63-1, and total(x) is exact only up to 2^53. What is more
 * than 2^63-1 in the end is a real, which the cast cuts there. */
const char sqlite_views[] =
    "CREATE VIEW IF NOT EXISTS secured_share AS SELECT substr(r.day, 1, 7) AS month, "
    "p.attributed_domain AS policy_domain,"
    " CAST(sum(p.successful_sessions >> 32) * 4294967296 + sum(p.successful_sessions & 4294967295) "
    "AS INTEGER) AS successful_sessions,"
    " CAST(sum(p.failed_sessions >> 32) * 4294967296 + sum(p.failed_sessions & 4294967295) "
    "AS INTEGER) AS failed_sessions,"
    " total(p.successful_sessions) / nullif(total(p.successful_sessions) + "
    "total(p.failed_sessions), 0) AS success_rate"
    " FROM policies p JOIN reports r USING (report_key) GROUP BY 1, 2;"
    "CREATE VIEW IF NOT EXISTS worst_hosts AS SELECT receiving_mx_hostname, "
    "CAST(sum(failed_sessions >> 32) * 4294967296 + sum(failed_sessions & 4294967295) "
    "AS INTEGER) AS failed_sessions,"
    " count(DISTINCT result_type) AS result_types FROM failures WHERE receiving_mx_hostname IS NOT "
    "NULL"
    " GROUP BY 1 ORDER BY 2 DESC, 1;"
    "CREATE VIEW IF NOT EXISTS silent_reporters AS SELECT organization_name, count(*) AS reports, "
    "max(day) AS last_day,"
    " CAST(julianday((SELECT max(day) FROM reports)) - julianday(max(day)) AS INTEGER) AS "
    "days_silent"
    " FROM reports GROUP BY 1 HAVING days_silent >= 7 ORDER BY days_silent DESC, 1;"
    "CREATE INDEX IF NOT EXISTS reports_by_day ON reports(day);"
    "CREATE INDEX IF NOT EXISTS reports_by_organization ON reports(organization_name);"
    "CREATE INDEX IF NOT EXISTS policies_by_domain ON policies(attributed_domain);"
    "CREATE INDEX IF NOT EXISTS failures_by_host ON failures(receiving_mx_hostname);";

/* Reports as the sums need them. Stale ones have no sound day: they set no first or last day if
 * other reports tell one (SPEC 4). A class is the column that counts it, if any does (auth.h); a
 * report that no load verified has none. */
static const char judged[] =
    "CREATE TEMP VIEW judged AS SELECT *, "
    "CASE WHEN instr(coalesce(deviations, ''), 'stale-period') = 0 THEN day END AS sound, "
    "CASE WHEN dkim_result IS NULL THEN NULL "
    "WHEN dkim_result = 'pass' AND dkim_aligned = 'true' THEN 'authentic' "
    "WHEN dkim_result = 'key-missing' THEN 'unchecked' "
    "WHEN dkim_result = 'none' AND dkim_reason = 'not-mail' THEN 'not-mail' "
    "ELSE 'unauthenticated' END AS class FROM reports;";

/* A domain of this load whose reports are all copies of others that the database holds, which tell
 * of other domains: nothing is about it, as where one run reads both. */
static const char silencing[] =
    "UPDATE domains SET reports = 0, reporters = 0, successful_sessions = 0, failed_sessions = 0, "
    "first_day = NULL, last_day = NULL, days_missing = days_missing + days_covered, days_covered = "
    "0, authentic_reports = min(authentic_reports, 0), readiness = 'too-little-evidence' "
    "WHERE policy_domain NOT IN (SELECT coalesce(attributed_domain, '') FROM policies);";
static const char no_silent[] = "DELETE FROM domains WHERE reports = 0;";

/* Sums over everything that was loaded. */
static const char renewal[] =
    "UPDATE reports SET (policies, successful_sessions, failed_sessions) = (SELECT count(*), "
    "whole_sum(p.successful_sessions), whole_sum(p.failed_sessions) FROM policies p "
    "WHERE p.report_key = reports.report_key) WHERE policies < (SELECT count(*) FROM policies p "
    "WHERE p.report_key = reports.report_key);" /* an earlier selection left some out */
    "INSERT INTO days(day, reports, successful_sessions, failed_sessions) SELECT day, count(*), "
    "whole_sum(successful_sessions), whole_sum(failed_sessions) FROM "
    "reports WHERE true GROUP BY 1 ON CONFLICT(day) DO UPDATE SET reports = excluded.reports, "
    "successful_sessions = excluded.successful_sessions, failed_sessions = "
    "excluded.failed_sessions;"
    "INSERT INTO domains(policy_domain, reports, reporters, successful_sessions, failed_sessions, "
    "first_day, last_day, authentic_reports) SELECT coalesce(p.attributed_domain, ''), "
    "count(DISTINCT p.report_key), "
    "count(DISTINCT coalesce(r.organization_name, '')), whole_sum(p.successful_sessions), "
    "whole_sum(p.failed_sessions), coalesce(min(r.sound), min(r.day)), "
    "coalesce(max(r.sound), max(r.day)), CASE WHEN count(r.class) > 0 THEN count(DISTINCT CASE "
    "r.class WHEN 'authentic' THEN r.report_key END) END FROM policies p JOIN judged r "
    "USING (report_key) WHERE true GROUP BY 1 ON CONFLICT(policy_domain) DO UPDATE "
    "SET reports = excluded.reports, reporters = excluded.reporters, successful_sessions = "
    "excluded.successful_sessions, failed_sessions = excluded.failed_sessions, first_day = "
    "excluded.first_day, last_day = excluded.last_day, authentic_reports = "
    "excluded.authentic_reports;"
    "INSERT INTO reporters(organization_name, reports, domains, successful_sessions, "
    "failed_sessions, first_day, last_day, authentic_reports, unauthenticated_reports, "
    "unchecked_reports) SELECT coalesce(r.organization_name, ''), count(DISTINCT "
    "r.report_key), count(DISTINCT coalesce(p.attributed_domain, '')), "
    "whole_sum(p.successful_sessions), whole_sum(p.failed_sessions), "
    "coalesce(min(r.sound), min(r.day)), coalesce(max(r.sound), max(r.day)), "
    "CASE WHEN count(r.class) > 0 THEN count(DISTINCT CASE r.class WHEN 'authentic' THEN "
    "r.report_key END) END, "
    "CASE WHEN count(r.class) > 0 THEN count(DISTINCT CASE r.class WHEN 'unauthenticated' THEN "
    "r.report_key END) END, "
    "CASE WHEN count(r.class) > 0 THEN count(DISTINCT CASE r.class WHEN 'unchecked' THEN "
    "r.report_key END) END FROM judged "
    "r LEFT JOIN policies p USING (report_key) WHERE true GROUP BY 1 ON "
    "CONFLICT(organization_name) DO UPDATE SET reports = excluded.reports, domains = "
    "excluded.domains, successful_sessions = excluded.successful_sessions, failed_sessions = "
    "excluded.failed_sessions, first_day = excluded.first_day, last_day = excluded.last_day, "
    "authentic_reports = excluded.authentic_reports, unauthenticated_reports = "
    "excluded.unauthenticated_reports, unchecked_reports = excluded.unchecked_reports;"
    "UPDATE days SET success_rate = share(successful_sessions, failed_sessions);"
    "UPDATE domains SET success_rate = share(successful_sessions, failed_sessions);"
    "UPDATE reporters SET success_rate = share(successful_sessions, failed_sessions);";

/* whole_sum(x) is cut at 2^63-1, where sum(x) fails; total(x) is exact only up to 2^53. */
static void take_number(sqlite3_context *call, int n, sqlite3_value **values)
{
    sqlite3_int64 *sum = sqlite3_aggregate_context(call, sizeof *sum);
    int64_t whole = sum ? *sum : 0;
    (void)n;
    if (!sum) {
        sqlite3_result_error_nomem(call);
        return;
    }
    sum_add(&whole, sqlite3_value_int64(values[0]));
    *sum = whole;
}

static void give_sum(sqlite3_context *call)
{
    const sqlite3_int64 *sum = sqlite3_aggregate_context(call, 0);
    sqlite3_result_int64(call, sum ? *sum : 0);
}

/* share(successful, failed): the secured share, as a run tells it. */
static void give_share(sqlite3_context *call, int n, sqlite3_value **values)
{
    double rate;
    (void)n;
    if (sessions_rate((struct sessions){.successful = sqlite3_value_int64(values[0]),
                                        .failed = sqlite3_value_int64(values[1])},
                      &rate))
        sqlite3_result_double(call, rate);
}

static bool run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

bool sqlite_sums_renew(sqlite3 *db, bool keeps_silent)
{
    return sqlite3_create_function(db, "share", 2, SQLITE_UTF8, NULL, give_share, NULL, NULL) ==
               SQLITE_OK &&
           sqlite3_create_function(db, "whole_sum", 1, SQLITE_UTF8, NULL, NULL, take_number,
                                   give_sum) == SQLITE_OK &&
           run(db, judged) && run(db, silencing) && (keeps_silent || run(db, no_silent)) &&
           run(db, renewal);
}
