namespace Tickstorm.Client.Help;

/// <summary>What a shell has to be told, so that it asks this program how a line may go on.</summary>
internal static class CompletionScripts
{
    /// <summary>The scripts by shell.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        // A word of bash ends at = : and @ too, one of ours does not.
        ["bash"] = """
            # tickstorm completion bash > ~/.local/share/bash-completion/completions/tickstorm
            _tickstorm() {
              local line=${COMP_LINE:0:COMP_POINT} found word
              word=${line##* }
              mapfile -t found < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
              COMPREPLY=()
              local prefix=${word%"${COMP_WORDS[COMP_CWORD]}"} each
              for each in "${found[@]}"; do
                if [[ $each == "$word"* ]]; then COMPREPLY+=("${each#"$prefix"}"); fi
              done
              if [[ ${COMPREPLY[0]} == *[=,] ]]; then compopt -o nospace; fi
            }
            complete -o default -F _tickstorm tickstorm

            """,
        ["zsh"] = """
            #compdef tickstorm
            # tickstorm completion zsh > a folder of $fpath, as _tickstorm
            _tickstorm() {
              local line=${BUFFER[1,CURSOR]}
              local -a found
              found=("${(@f)$(tickstorm "[suggest:${#line}]" "$line" 2>/dev/null)}")
              # After a key its value follows at once.
              compadd -S '' -- ${(M)found:#*[=,]}
              compadd -- ${found:#*[=,]} || (( compstate[nmatches] )) || _files
            }
            if [[ $funcstack[1] == _tickstorm ]]; then _tickstorm "$@"; else compdef _tickstorm tickstorm; fi

            """,
        ["fish"] = """
            # tickstorm completion fish > ~/.config/fish/completions/tickstorm.fish
            function __tickstorm_complete
              set -l line (commandline -cp)
              tickstorm "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null
            end
            complete -c tickstorm -a "(__tickstorm_complete)"

            """,
    };
}
