package language

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

var update = flag.Bool("update", false, "write the golden messages of testdata/bad again")

// memory opens files that exist only in a test.
func memory(files map[string]string) func(string) (io.ReadCloser, error) {
	return func(name string) (io.ReadCloser, error) {
		text, ok := files[name]
		if !ok {
			return nil, os.ErrNotExist
		}
		return io.NopCloser(strings.NewReader(text)), nil
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// dump prints what a scenario holds, following pointers.
func dump(v any) string {
	var b strings.Builder
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				fmt.Fprintf(&b, "%s:", v.Type().Field(i).Name)
				walk(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		default:
			fmt.Fprintf(&b, "%v ", v)
		}
	}
	walk(reflect.ValueOf(v))
	return b.String()
}

// TestBadFilesAreExplained compares what Load says about each file in
// testdata/bad with the golden message beside it. A kind of fault more is allowed
// in many of them: it must not change the messages.
func TestBadFilesAreExplained(t *testing.T) {
	t.Chdir("testdata/bad")
	paths, err := filepath.Glob("*.toml")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(path, ".toml"), func(t *testing.T) {
			s, err := LoadFile(path, testOptions())
			if err == nil {
				t.Fatalf("loads: %+v", s)
			}
			kinds := strings.Join(slices.Sorted(slices.Values(fault.KindNames())), ", ")
			got := strings.ReplaceAll(err.Error()+"\n", kinds, "{kinds of faults}")
			golden := strings.TrimSuffix(path, ".toml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			var problems document.Problems
			if !errors.As(err, &problems) {
				t.Errorf("%T is not Problems", err)
			}
			for _, p := range problems {
				if p.Line > 0 && (p.Allowed == "" || p.Column < 1) {
					t.Errorf("this does not say what is allowed, or where:\n%v", p)
				}
			}
			want, _ := os.ReadFile(golden)
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func TestWhatIsNoFileIsExplained(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.toml")
	if err := os.WriteFile(large, []byte(strings.Repeat("# much\n", largestFile/7+1)), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		dir:                           dir + ": is a directory, not a scenario file",
		filepath.Join(dir, "no.toml"): filepath.Join(dir, "no.toml") + ": there is no such file",
		large:                         large + ": has 16777222 bytes, more than the limit of 16777216",
		os.DevNull:                    os.DevNull + ": is not a regular file",
	} {
		if _, err := LoadFile(path, testOptions()); text(err) != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if _, err := Load("large.toml", make([]byte, largestFile+1), Options{}); err == nil {
		t.Error("Load itself takes files of any size")
	}
}
