package language

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wavetank/patterns/knob"
	"wavetank/sim"
)

func TestEveryDocumentedValueIsUnderstood(t *testing.T) {
	measured := func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("1ms\n2ms\n")), nil }
	parse := map[string]func(string) error{
		"duration":     func(s string) error { _, err := knob.ParseDuration(s); return err },
		"ratio":        func(s string) error { _, err := sim.ParseRatio(s); return err },
		"rate":         func(s string) error { _, err := sim.ParseRate(s); return err },
		"size":         func(s string) error { _, err := sim.ParseSize(s); return err },
		"bandwidth":    func(s string) error { _, err := sim.ParseBandwidth(s); return err },
		"drift":        func(s string) error { _, err := knob.ParseDrift(s); return err },
		"distribution": func(s string) error { _, err := sim.ParseDist(s, measured); return err },
	}
	for _, v := range values() {
		if err := parse[v.Kind](v.Key); err != nil {
			t.Errorf("%s %q: %v", v.Kind, v.Key, err)
		}
	}
	for _, text := range []struct{ kind, value string }{
		{"duration", "1m30s"}, {"ratio", "0.05"}, {"ratio", "1/20"}, {"rate", "12/min"}, {"rate", "5/h"}, {"rate", "3/100ms"},
		{"size", "1KiB"}, {"bandwidth", "100Mbit/s"}, {"distribution", "lognormal mu=-7 sigma=1.2"},
	} {
		if err := parse[text.kind](text.value); err != nil {
			t.Errorf("%s %q: %v", text.kind, text.value, err)
		}
	}
}

func TestEveryKindOfFactIsDocumented(t *testing.T) {
	var documented, made []string
	for _, f := range Facts() {
		documented = append(documented, f.Kind.String())
	}
	kind := regexp.MustCompile(`NewKind\("([a-z_.]+)"`)
	for _, room := range []string{"sim", "net", "nodes"} {
		files, err := filepath.Glob("../../" + room + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range kind.FindAllStringSubmatch(string(text), -1) {
				if !strings.HasSuffix(name, "_test.go") {
					made = append(made, m[1])
				}
			}
		}
	}
	slices.Sort(documented)
	slices.Sort(made)
	if len(made) == 0 || !slices.Equal(documented, made) {
		t.Errorf("Facts lists %v\nthe rooms make %v", documented, made)
	}
}
