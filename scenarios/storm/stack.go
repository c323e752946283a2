package storm

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// userLine returns the place in a stack that is the user's: the first below
// what panicked that lies neither in the runtime nor in this module's rooms.
func userLine(stack []byte) string {
	if lines := places(stack); len(lines) > 0 {
		return lines[0]
	}
	return "an unknown line"
}

// userLines returns the user's places in a stack, one a line.
func userLines(stack []byte) string {
	return indented(places(stack))
}

// indented returns the first places, one a line.
func indented(places []string) string {
	return "\t" + strings.Join(places[:min(len(places), 5)], "\n\t")
}

// places returns the files and lines of a stack that are the user's. Frames come
// in pairs of lines: the function, and below it the file.
func places(stack []byte) []string {
	var found []string
	lines := strings.Split(string(stack), "\n")
	for i := 0; i+1 < len(lines); i++ {
		file, isFile := strings.CutPrefix(lines[i+1], "\t")
		if !isFile || ours(lines[i], file) {
			continue
		}
		place, _, _ := strings.Cut(file, " +0x")
		if path, lost := strings.CutSuffix(place, ":1"); lost {
			place = fmt.Sprintf("%s:%d", path, lineBefore(lines[i][:max(0, strings.LastIndex(lines[i], "("))]))
		}
		found = append(found, filepath.Base(filepath.Dir(place))+"/"+filepath.Base(place))
	}
	return found
}

// lineBefore returns the last line that a function had reached which some goroutine
// is in at line 1: where the compiler puts an empty loop.
func lineBefore(function string) int {
	stacks := make([]runtime.StackRecord, 2*runtime.NumGoroutine()+10)
	n, _ := runtime.GoroutineProfile(stacks)
	for _, s := range stacks[:min(n, len(stacks))] {
		for _, pc := range s.Stack() {
			f := runtime.FuncForPC(pc)
			if f == nil || f.Name() != function {
				continue
			}
			for at := pc; at >= f.Entry(); at-- {
				if _, line := f.FileLine(at); line > 1 {
					return line
				}
			}
		}
	}
	return 1
}

// passing are the beginnings of functions that are nobody's own code.
var passing = []string{
	"panic(", "goroutine ", "created by", "wavetank/", "pgregory.net/rapid", "internal/", "runtime", "testing.", "bytes.", "context.", "fmt.",
	"io.", "iter.", "maps.", "math.", "math/", "reflect.", "regexp", "slices.", "sort.", "strconv.", "strings.", "sync.", "sync/", "time.",
}

// ours reports whether a frame belongs to the runtime, to a library that only
// passes calls on, or to this module. Its tests and examples are users.
func ours(function, file string) bool {
	if strings.Contains(file, "_test.go:") {
		return false
	}
	return slices.ContainsFunc(passing, func(prefix string) bool { return strings.HasPrefix(function, prefix) })
}
