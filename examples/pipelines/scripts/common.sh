# What these scripts share; each begins with:  . "${0%/*}/common.sh"
# shellcheck shell=sh

PATH="$PATH:$HOME/.pulumi/bin"
export PULUMI_SKIP_UPDATE_CHECK=true

# What servers hold is text of many authors. No line of it may command the system that shows the log ("##[", "##vso[", "::name::"), or hide
# behind control characters.
plain() {
  LC_ALL=C tr -d '\000-\010\013-\037\177' | LC_ALL=C sed -e 's/##/# #/g' -e 's/^\([[:space:]]*\)::/\1: :/'
}

# told FILE COMMAND: the command's whole output is said, and kept in the file. Ends as the command does.
told() {
  file=$1
  shift
  "$@" > "$file.part" 2>&1
  ended=$?
  plain < "$file.part" > "$file"
  rm "$file.part"
  cat "$file"
  return "$ended"
}

# A file as a block in Markdown: every line is indented, so none can end the block. At most 50,000 bytes, for a comment has a limit.
block() {
  echo
  LC_ALL=C awk '{ size += length + 5; if (size > 50000) { cut = 1; exit } print "    " $0 } END { if (cut) print "\nThe rest is in the log of this run." }' "$1"
  echo
}
