-- Views for Grafana over the tables of --csv in PostgreSQL (load.py postgres). `time` is what its SQL data sources look for: the beginning of the day, UTC.
--
--     psql tls -f docs/etl/views.postgresql.sql
--
-- A panel: SELECT time, domain, successful_sessions, failed_sessions FROM grafana_sessions WHERE $__timeFilter(time) ORDER BY time
-- One row per domain and day, from the reports' policies: they grow with each load, and nothing is summed twice.
SET client_min_messages TO warning;
DROP VIEW IF EXISTS grafana_sessions;
CREATE VIEW grafana_sessions AS
SELECT CAST(r.day AS timestamp) AT TIME ZONE 'UTC' AS time, p.attributed_domain AS domain, p.policy_type,
       sum(p.successful_sessions) AS successful_sessions, sum(p.failed_sessions) AS failed_sessions
FROM policies p JOIN reports r ON r.report_key = p.report_key
GROUP BY 1, 2, 3;

-- What failed: a row per domain, day, result type and host.
DROP VIEW IF EXISTS grafana_failures;
CREATE VIEW grafana_failures AS
SELECT CAST(r.day AS timestamp) AT TIME ZONE 'UTC' AS time, p.attributed_domain AS domain, f.result_type,
       coalesce(f.receiving_mx_hostname, '') AS receiving_mx_hostname, sum(f.failed_sessions) AS failed_sessions
FROM failures f JOIN reports r ON r.report_key = f.report_key
     JOIN policies p ON p.report_key = f.report_key AND p.policy_index = f.policy_index
GROUP BY 1, 2, 3, 4;

-- Who reported when: a row per organization and day.
DROP VIEW IF EXISTS grafana_reporters;
CREATE VIEW grafana_reporters AS
SELECT CAST(r.day AS timestamp) AT TIME ZONE 'UTC' AS time, r.organization_name, count(*) AS reports
FROM reports r GROUP BY 1, 2;

-- The findings of the last run that was loaded, at the day of each one's last evidence.
DROP VIEW IF EXISTS grafana_findings;
CREATE VIEW grafana_findings AS
SELECT CAST(last_day AS timestamp) AT TIME ZONE 'UTC' AS time, severity, status, id, policy_domain AS domain, title, advice
FROM findings;
