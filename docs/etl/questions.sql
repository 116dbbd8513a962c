-- Three questions, in SQL that SQLite, PostgreSQL and DuckDB understand alike.
-- A sum over 2^63, which a forged report can bring, is an error in SQLite: views.sqlite.sql shows how to write it there.

-- 1. The secured share per month and domain.
SELECT substr(CAST(r.day AS varchar(10)), 1, 7) AS month, p.attributed_domain, sum(p.successful_sessions) AS successful, sum(p.failed_sessions) AS failed
FROM policies p JOIN reports r ON r.report_key = p.report_key GROUP BY 1, 2 ORDER BY 1, 2;

-- 2. The ten worst hosts.
SELECT receiving_mx_hostname, sum(failed_sessions) AS failed FROM failures WHERE receiving_mx_hostname IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10;

-- 3. Reporters by their last report: those that fell silent come first.
SELECT organization_name, CAST(max(day) AS varchar(10)) AS last_day, count(*) AS reports FROM reports GROUP BY 1 ORDER BY 2, 1;
