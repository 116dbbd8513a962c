# bash completion for tlsrpt-audit(1)
_tlsrpt_audit()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} kind=-f
    case $prev in
        --table) COMPREPLY=($(compgen -W 'reports policies failures domains days months reporters policy_types result_types failure_groups coverage policies_seen addresses signatures windows domain_days reporter_results reporter_policies foreign_domains exceptions findings setup changes sample reviews controls' -- "$cur")); return ;;
        --digest-when) COMPREPLY=($(compgen -W 'always new' -- "$cur")); return ;;
        --dedup) COMPREPLY=($(compgen -W 'identity report-id none' -- "$cur")); return ;;
        --fail-on) COMPREPLY=($(compgen -W 'critical high medium low info' -- "$cur")); return ;;
        --dkim) COMPREPLY=($(compgen -W 'auto on strict off' -- "$cur")); return ;;
        --redact) COMPREPLY=($(compgen -W 'ip contact path message-id reporter' -- "$cur")); return ;;
        --progress) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
        --sandbox) COMPREPLY=($(compgen -W 'auto require off' -- "$cur")); return ;;
        --csv | --extract | --evidence) kind=-d ;;
        --explain | --digest-from | --digest-to | --digest-link | --since | --until | --period | --domain | --reporter | --state-expire | --controls | --authserv-id | --slice | --sample | --organization | --reviewer | --max-message | --max-report | --max-depth | --max-ratio | --max-header | --max-fields | --max-parts | --max-members | --max-json-depth | --max-policies | --max-details | --jobs | -j) return ;;
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W '--xlsx --html --json --ndjson --csv --csv-raw --table --sqlite --statement --extract --explain --part --wanted-keys --metrics --digest --digest-from --digest-to --digest-link --digest-when --since --until --period --domain --reporter --scope --dedup --state --state-expire --fail-on --compare --rules --controls --dns --sts-policy --ip-db --dkim --require-auth --authserv-id --files-from --null --slice --hash-inputs --redact --sample --evidence --evidence-mails --organization --run-log --reviewer --check-run-log --max-message --max-report --max-depth --max-ratio --max-header --max-fields --max-parts --max-members --max-json-depth --max-policies --max-details --jobs -j --progress --strict --sandbox --config --print-config --quiet -q --verbose -v --list-deviations --list-findings --list-tables --help --version' -- "$cur"))
        return
    fi
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen $kind -- "$cur") # names may have blanks
}
complete -F _tlsrpt_audit tlsrpt-audit
