# SPDX-FileCopyrightText: 2026 The Crossroads authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The build root: a Debian 13 tree under the user's cache folder, for systems whose Qt is too old.
# Made once per package list, entered for every command. Sourced by packaging/dev, which sets $project.
# shellcheck shell=bash disable=SC2154

suite=trixie
locales='en_US zh_CN de_DE'
cache=${CROSSROADS_DEV_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/crossroads-dev}

packages() { sed 's/#.*//' "$project/packaging/packages.txt" | xargs -n1 | sort -u; }

# Everything is said on stderr, so that `exec` prints only what its command prints.
say() { printf 'dev: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

why_no_namespaces() {
    local knob path bad good
    for knob in kernel/unprivileged_userns_clone:0:1 user/max_user_namespaces:0:15000 \
        kernel/apparmor_restrict_unprivileged_userns:1:0; do
        IFS=: read -r path bad good <<<"$knob"
        if [ "$(cat "/proc/sys/$path" 2>/dev/null)" = "$bad" ]; then
            echo "sudo sysctl -w ${path//\//.}=$good"
            return
        fi
    done
    echo "this kernel or container forbids namespaces; install proot"
}

# Installs missing tools when we may, otherwise names the one line to paste.
need_tools() { # tool-or-file:package...
    local pair missing=()
    for pair; do command -v "${pair%:*}" >/dev/null || [ -e "${pair%:*}" ] || missing+=("${pair#*:}"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing ${missing[*]}"
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
            --no-install-recommends "${missing[@]}"; } </dev/null >&2
    elif command -v apt-get >/dev/null; then
        die "missing tools; paste: sudo apt-get install -y --no-install-recommends ${missing[*]}"
    else
        die "missing tools; install with your package manager: ${missing[*]}"
    fi
}

# Prints how mmdebstrap can make a root here.
make_mode() {
    if [ "$(id -u)" = 0 ]; then
        echo root
    elif ! unshare --user true 2>/dev/null; then
        command -v proot >/dev/null || die "cannot make a build root: $(why_no_namespaces)"
        echo proot
    elif ! grep -qsE "^($(id -un)|$(id -u)):" /etc/subuid || ! grep -qsE "^($(id -un)|$(id -u)):" /etc/subgid; then
        die "no subordinate user ids; paste: sudo usermod --add-subuids 100000-165535" \
            "--add-subgids 100000-165535 $(id -un)"
    else
        echo unshare
    fi
}

make_root() { # where
    local part=$1.part mode started=$SECONDS options
    local tools=(mmdebstrap:mmdebstrap bwrap:bubblewrap
        /usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring)
    [ "$(id -u)" = 0 ] || tools+=(newuidmap:uidmap)
    need_tools "${tools[@]}"
    mode=$(make_mode)
    say "making a Debian 13 build root ($(packages | wc -l) packages, once, about two minutes)"
    # Manuals are never read in there; without them the root is smaller and unpacks faster.
    options=(--variant=apt --mode="$mode" --include="$(packages | paste -sd,)"
        --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io
        --dpkgopt=path-exclude='/usr/share/doc/*' --dpkgopt=path-exclude='/usr/share/man/*'
        --customize-hook="for l in $locales; do chroot \"\$1\" localedef -i \$l -f UTF-8 \$l.UTF-8; done")
    rm -rf --one-file-system "$part"
    mkdir -p "$part"
    if [ "$mode" = root ]; then
        mmdebstrap "${options[@]}" "$suite" "$part" </dev/null >&2
    else
        # Unpacked by ourselves every file is ours: readable in the root and easy to delete.
        mmdebstrap "${options[@]}" --format=tar "$suite" - </dev/null |
            tar -x -C "$part" --no-same-owner --exclude='./dev/*'
    fi
    touch "$part/etc/resolv.conf" "$part/etc/hosts" "$part/etc/crossroads-dev-root"
    mv "$part" "$1"
    say "build root ready after $((SECONDS - started)) s"
}

# Sets $root. Two at once: the second waits. Interrupted: the next start begins anew.
ensure_root() {
    local key
    key=$( { echo "$suite 1 $locales"; packages; } | sha256sum | cut -c1-16)
    root=$cache/root-$key
    if [ ! -d "$root" ]; then
        mkdir -p "$cache"
        exec {lock}>"$cache/lock"
        flock -n $lock || { say "another build root is being made; waiting"; flock $lock; }
        [ -d "$root" ] || make_root "$root"
        exec {lock}>&-
    fi
    touch "$root" 2>/dev/null || true
    # Roots of older package lists, unused for a month. By change time: a root in the making has the times of
    # the packages that were unpacked into it.
    find "$cache" -maxdepth 1 -name 'root-*' ! -path "$root*" -ctime +30 \
        -exec rm -rf --one-file-system {} + 2>/dev/null || true
}

# Prints one "how<TAB>path" a line: what of this system is seen inside the root. The root gives the system
# folders; all the rest (the project, home, temp folders, mounts) stays where it is, so that any path a
# caller names means the same inside. It is a tool box, not a jail.
view() {
    local top name value
    for top in /*; do
        case $top in
            /bin | /lib* | /sbin | /usr | /etc | /var | /boot | /proc | /sys | /dev | /lost+found) ;;
            *) [ ! -d "$top" ] || printf 'bind\t%s\n' "$top" ;;
        esac
    done
    printf 'bind\t/var/tmp\n'
    # Folders that the environment names may lie in a system folder or not exist yet.
    for name in project PWD HOME TMPDIR "${!XDG_@}"; do
        value=${!name:-}
        case $value in
            *:* | '') ;;
            /var/* | /etc/* | /usr/*) [ ! -d "$value" ] || printf 'bind\t%s\n' "$value" ;;
            /*)
                top=${value#/}
                top=/${top%%/*}
                [ -d "$top" ] || { mkdir -p "$value" && printf 'bind\t%s\n' "$top"; } 2>/dev/null || true
                ;;
        esac
    done
    [ ! -d "$project/../shared" ] || printf 'ro-bind\t%s\n' "$(realpath "$project/../shared")"
}

# Replaces this process by the same command inside the root. Bubblewrap only lays out the view; the command
# itself then joins it with nsenter instead of running as bubblewrap's child, so that signals, the
# terminal and the exit status are the command's own (bubblewrap forwards no signals).
enter_root() { # cmd...
    local how path name args=() pid='' holder said
    # These describe the outer system's tools and would lead the inner ones astray.
    unset LD_LIBRARY_PATH LD_PRELOAD LIBRARY_PATH CPATH PKG_CONFIG_PATH CMAKE_PREFIX_PATH QT_PLUGIN_PATH \
        QTDIR PERL5LIB PYTHONPATH PYTHONHOME CC CXX CFLAGS CXXFLAGS LDFLAGS BASH_ENV ENV
    # The caller's own folders of programs serve the command of exec, but never the build.
    export CROSSROADS_DEV_PATH=$PATH CROSSROADS_DEV_ROOT=$root CROSSROADS_DEV_CACHE=$cache
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    # A locale that the root lacks would make every program fall back to ASCII; its language is kept.
    for name in LANG "${!LC_@}"; do
        case " C POSIX C.UTF-8 ${locales// /.UTF-8 }.UTF-8 " in
            *" ${!name:-C} "*) ;;
            *) export LANGUAGE=${LANGUAGE:-${!name%%.*}} "$name=C.UTF-8" ;;
        esac
    done

    # CROSSROADS_DEV_PROOT=1 tries the way for containers without namespaces.
    if [ "${CROSSROADS_DEV_PROOT:-}" != 1 ]; then
        need_tools bwrap:bubblewrap
        # /var is writable so that places for folders below it (a home, say) can be made.
        args=(--ro-bind "$root/usr" /usr --ro-bind "$root/etc" /etc --bind "$root/var" /var)
        for path in bin sbin lib lib64; do args+=(--symlink "usr/$path" "/$path"); done
        for path in resolv.conf hosts passwd group; do
            [ ! -e "/etc/$path" ] || args+=(--ro-bind "$(realpath "/etc/$path")" "/etc/$path")
        done
        args+=(--dev-bind /dev /dev --dev-bind /proc /proc --dev-bind /sys /sys)
        while IFS=$'\t' read -r how path; do args+=("--$how" "$path" "$path"); done < <(view)
        exec {said}< <(exec bwrap "${args[@]}" sh -c 'echo $$; exec sleep 60' 2>"$cache/bwrap.log")
        holder=$!
        read -r pid <&"$said" || true
        exec {said}<&-
    fi
    if [ -n "$pid" ]; then
        # The open files keep the namespaces alive; the process that made them is no longer needed.
        exec 8<"/proc/$pid/ns/mnt" 9<"/proc/$pid/ns/user"
        kill "$pid"
        wait "$holder" || true
        local join=(nsenter --mount=/proc/self/fd/8)
        # Root needs no user namespace and gets none.
        [ "$(id -u)" = 0 ] || join+=(--user=/proc/self/fd/9 --preserve-credentials)
        # shellcheck disable=SC2016 # expanded inside
        exec "${join[@]}" -- /bin/bash -c 'exec 8<&- 9<&-; cd "$0" && exec "$@"' "$PWD" "$@"
    fi

    [ "$(id -u)" != 0 ] || need_tools proot:proot
    command -v proot >/dev/null ||
        die "cannot enter the build root ($(cat "$cache/bwrap.log" 2>/dev/null)): $(why_no_namespaces)"
    args=(-r "$root" -w "$PWD" -b /dev -b /proc -b /sys -b /etc/resolv.conf -b /etc/hosts)
    while IFS=$'\t' read -r how path; do args+=(-b "$path"); done < <(view)
    exec proot "${args[@]}" "$@"
}
