-- Views for Grafana over the tables of --sqlite, or of load.py sqlite. `time` is what its SQL data sources look for: seconds since 1970 (the plugin frser-sqlite-datasource).
--
--     sqlite3 tls.db <docs/etl/views.sqlite.sql
--
-- A panel: SELECT time, domain, successful_sessions, failed_sessions FROM grafana_sessions WHERE time BETWEEN $__from / 1000 AND $__to / 1000 ORDER BY time
-- One row per domain and day, from the reports' policies: they grow with each load, and nothing is summed twice.
-- Sums are made of halves: sum() is an error over 2^63, so that one forged report would leave every panel empty, and total() is exact only up to 2^53.
DROP VIEW IF EXISTS grafana_sessions;
CREATE VIEW grafana_sessions AS
SELECT CAST(strftime('%s', r.day) AS INTEGER) AS time, p.attributed_domain AS domain, p.policy_type,
       CAST(sum(p.successful_sessions >> 32) * 4294967296 + sum(p.successful_sessions & 4294967295) AS INTEGER) AS successful_sessions,
       CAST(sum(p.failed_sessions >> 32) * 4294967296 + sum(p.failed_sessions & 4294967295) AS INTEGER) AS failed_sessions
FROM policies p JOIN reports r ON r.report_key = p.report_key
GROUP BY 1, 2, 3;

-- What failed: a row per domain, day, result type and host.
DROP VIEW IF EXISTS grafana_failures;
CREATE VIEW grafana_failures AS
SELECT CAST(strftime('%s', r.day) AS INTEGER) AS time, p.attributed_domain AS domain, f.result_type,
       coalesce(f.receiving_mx_hostname, '') AS receiving_mx_hostname, CAST(sum(f.failed_sessions >> 32) * 4294967296 + sum(f.failed_sessions & 4294967295) AS INTEGER) AS failed_sessions
FROM failures f JOIN reports r ON r.report_key = f.report_key
     JOIN policies p ON p.report_key = f.report_key AND p.policy_index = f.policy_index
GROUP BY 1, 2, 3, 4;

-- Who reported when: a row per organization and day.
DROP VIEW IF EXISTS grafana_reporters;
CREATE VIEW grafana_reporters AS
SELECT CAST(strftime('%s', r.day) AS INTEGER) AS time, r.organization_name, count(*) AS reports
FROM reports r GROUP BY 1, 2;

-- The findings of the last run that was loaded, at the day of each one's last evidence.
DROP VIEW IF EXISTS grafana_findings;
CREATE VIEW grafana_findings AS
SELECT CAST(strftime('%s', last_day) AS INTEGER) AS time, severity, status, id, policy_domain AS domain, title, advice
FROM findings;
