package storm

import (
	"path/filepath"
	"runtime"
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
	lines := places(stack)
	return "\t" + strings.Join(lines[:min(len(lines), 5)], "\n\t")
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
		found = append(found, filepath.Base(filepath.Dir(place))+"/"+filepath.Base(place))
	}
	return found
}

// ours reports whether a frame belongs to the runtime, to a library that only
// passes calls on, or to this module. Its tests and examples are users.
func ours(function, file string) bool {
	if strings.Contains(file, "_test.go:") {
		return false
	}
	for _, prefix := range []string{"panic(", "runtime", "testing.", "iter.", "slices.", "wavetank/", "pgregory.net/rapid", "goroutine ", "created by"} {
		if strings.HasPrefix(function, prefix) {
			return true
		}
	}
	return false
}

// busy returns where the goroutines that are running user's code are: one of
// them does not end.
func busy() string {
	stack := make([]byte, 1<<20)
	stack = stack[:runtime.Stack(stack, true)]
	var found []string
	for _, one := range strings.Split(string(stack), "\n\n") {
		head, _, _ := strings.Cut(one, "\n")
		if strings.Contains(head, "[running]") || strings.Contains(head, "[runnable]") {
			found = append(found, places([]byte(one))...)
		}
	}
	if found == nil {
		return "\tan unknown line"
	}
	return "\t" + strings.Join(found, "\n\t")
}
