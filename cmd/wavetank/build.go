package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// A revision is what the program was built from. Go stamps it into what go build and go
// install make of a repository, and not into what go run and go test make.
type revision struct {
	version string
	hash    string // of version control; "" if nobody stamped it
	time    string
	dirty   bool
}

// built returns what this program was built from.
func built() revision {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return revision{version: "(devel)"}
	}
	r := revision{version: cmp.Or(info.Main.Version, "(devel)")}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			r.hash = s.Value
		case "vcs.time":
			r.time = s.Value
		case "vcs.modified":
			r.dirty = s.Value == "true"
		}
	}
	return r
}

// String names the build on one line, the same for every processor.
func (r revision) String() string {
	if r.hash == "" {
		return r.version
	}
	dirty := ""
	if r.dirty {
		dirty = ", modified"
	}
	return fmt.Sprintf("%s (%.12s%s)", r.version, r.hash, dirty)
}

// long tells all that is known of the build.
func (r revision) long() string {
	text := "wavetank " + r.version + "\n"
	switch {
	case r.hash == "":
		text += "revision unknown: go build and go install stamp it, go run does not\n"
	case r.dirty:
		text += fmt.Sprintf("revision %s of %s, modified since\n", r.hash, r.time)
	default:
		text += fmt.Sprintf("revision %s of %s\n", r.hash, r.time)
	}
	return text + fmt.Sprintf("%s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
