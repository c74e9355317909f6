// Scripts that make a shell ask icb for the words that fit. They know no command themselves, so that they stay right when icb
// changes, and call the icb that is being typed.

const bash = String.raw`# Completion of icb for bash: source it, or install it as /etc/bash_completion.d/icb
_icb() {
  local word
  COMPREPLY=()
  while IFS=$'\t' read -r word _; do
    if [ "$word" = :files ]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "${'$'}{COMP_WORDS[COMP_CWORD]}")
    else
      COMPREPLY+=("$word")
    fi
  done < <("${'$'}{COMP_WORDS[0]}" completion words -- "${'$'}{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _icb icb
`;

const zsh = String.raw`#compdef icb
# Completion of icb for zsh: source it behind compinit, or install it as _icb in a folder of $fpath
_icb() {
  local line
  local -a found
  for line in "${'$'}{(@f)$("${'$'}{words[1]}" completion words -- "${'$'}{(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :files ]]; then
      _files
    elif [[ -n $line ]]; then
      found+=("${'$'}{${'$'}{line%%$'\t'*}//:/\\:}${'$'}{${'$'}{(M)line:#*$'\t'*}:+:${'$'}{line#*$'\t'}}")
    fi
  done
  (( ${'$'}{#found} )) && _describe -t words icb found
}
if [ "${'$'}{funcstack[1]}" = _icb ]; then _icb "$@"; else compdef _icb icb; fi
`;

const fish = String.raw`# Completion of icb for fish: source it, or install it as ~/.config/fish/completions/icb.fish
function __icb_words
    set -l typed (commandline -opc)
    set -l found ($typed[1] completion words -- $typed[2..-1] (commandline -ct) 2>/dev/null)
    if contains -- :files $found
        __fish_complete_path (commandline -ct)
    end
    string match -v -- :files $found
end
complete -c icb -f -a '(__icb_words)'
`;

export const shellScripts: Readonly<Record<string, string>> = { bash, zsh, fish };
