package document

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"pgregory.net/rapid"

	_ "wavetank/sim/property"
)

// found returns the place of a key path. Tables in arrays share their path:
// any of them will do.
func found(p *place, path []string) *place {
	if len(path) == 0 {
		return p
	}
	if k := p.kids[path[0]]; k != nil {
		if end := found(k, path[1:]); end != nil {
			return end
		}
	}
	for _, item := range p.items {
		if end := found(item, path); end != nil {
			return end
		}
	}
	return nil
}

// checkPlaces complains unless every key of the document is found, and spelled
// where it is found.
func checkPlaces(t interface{ Fatalf(string, ...any) }, text string) {
	var tree map[string]any
	meta, err := toml.Decode(text, &tree)
	if err != nil {
		return
	}
	root, stop, excess := scan(text)
	if excess.message != "" {
		return
	}
	if stop != len(text) {
		t.Fatalf("the scanner stops at %d of %d in %q", stop, len(text), text)
	}
	for _, key := range meta.Keys() {
		at := found(root, key)
		if at == nil {
			t.Fatalf("no place for %q in %q", key, text)
		}
		if !strings.HasPrefix(text[at.key:], "[[") && !spells(text[at.key:], key[len(key)-1]) {
			t.Fatalf("%q is not spelled at %d of %q", key, at.key, text)
		}
	}
	checkTree(t, text, tree, root)
}

// spells reports whether the text begins with the key, in any notation.
func spells(text, key string) bool {
	s := &scanner{text: text}
	part, ok := s.keyPart()
	return ok && part.name == key
}

// checkTree complains unless places have the shape of the values.
func checkTree(t interface{ Fatalf(string, ...any) }, text string, value any, at *place) {
	switch v := value.(type) {
	case map[string]any:
		if len(v) != len(at.order) {
			t.Fatalf("%d places for %d keys in %q", len(at.order), len(v), text)
		}
		for key, inner := range v {
			if at.kids[key] == nil {
				t.Fatalf("no place for %q in %q", key, text)
			}
			checkTree(t, text, inner, at.kids[key])
		}
	case []map[string]any:
		if len(v) != len(at.items) {
			t.Fatalf("%d places for %d tables in %q", len(at.items), len(v), text)
		}
		for i, inner := range v {
			checkTree(t, text, inner, at.items[i])
		}
	case []any:
		if len(v) != len(at.items) {
			t.Fatalf("%d places for %d elements in %q", len(at.items), len(v), text)
		}
		for i, inner := range v {
			checkTree(t, text, inner, at.items[i])
		}
	case string:
		if at.text >= 0 && !strings.HasPrefix(text[at.text:], v) {
			t.Fatalf("%q is not written at %d of %q", v, at.text, text)
		}
	}
}

func TestEveryKeyOfAnExoticDocumentHasAPlace(t *testing.T) {
	for _, text := range []string{
		"a = 1\nb.c = 2 # d = 3\n[e.f]\ng = '''\nh = 4\n'''\n[[i]]\n[[i]]\nj = \"\"\"k = \\\"\"\"\"\"\"\nl = 5\n",
		"\"a.b\" = 1\n'c d' = {e = [1, {f = 2, g.h = 3}, [[]]], \"i\\u0041\" = ']}'}\n",
		"[ a . \"b\" ]\r\nc = [ # ]\n 1, 2 ,\n\t]\r\n[[a.d]]\n[a.d.e]\nf = {}\n[[a.d]]\n[a.d.e]\n",
		"a = 1979-05-27 07:32:00\nb = [ 07:32:00 , -inf,]\nc = { d = 1,\n # e\n f = 2,\n}\n",
		"a = ''''''\nb = ''''x'''''\nc = \"\"\"\\\n  \\\\\"\"\"\nd = ''\ne=\"\"",
		"\ufeff"[:0] + "3 = 4\n-_ = 5\n[a]\n[a.b.c]\n[a.b]\nd=1",
	} {
		if _, err := toml.Decode(text, new(map[string]any)); err != nil {
			t.Errorf("%v in %q", err, text)
		}
		checkPlaces(t, text)
	}
}

// TestEveryKeyHasAPlace tries documents put together at random, most of them
// valid.
func TestEveryKeyHasAPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := []string{"a", "b", "c-1", `"d"`, `'e f'`, `"g\t"`, `"\u0068"`, "a.b", `a . "c"`, "b.c.d"}
		values := []string{"1", "-2.5", "true", "'x'", `"y\"]}"`, `"""z"" """`, "'''\n#'''", "1979-05-27 07:32:00", "[]", "{}", "nan"}
		space := rapid.SampledFrom([]string{"", " ", "\t ", " # no = 1\n", "\r\n"})
		key := rapid.SampledFrom(keys)
		var value func(depth int) string
		value = func(depth int) string {
			kind := rapid.IntRange(0, 5).Draw(t, "kind")
			if depth == 0 || kind > 1 {
				return rapid.SampledFrom(values).Draw(t, "value")
			}
			var parts []string
			for range rapid.IntRange(0, 3).Draw(t, "length") {
				part := value(depth - 1)
				if kind == 1 {
					part = key.Draw(t, "key") + " = " + part
				}
				parts = append(parts, space.Draw(t, "space")+part+space.Draw(t, "space"))
			}
			if kind == 1 {
				return "{" + strings.Join(parts, ",") + "}"
			}
			return "[" + strings.Join(parts, ",") + "]"
		}
		var b strings.Builder
		for range rapid.IntRange(0, 8).Draw(t, "lines") {
			switch rapid.IntRange(0, 4).Draw(t, "line") {
			case 0:
				b.WriteString("[ " + key.Draw(t, "key") + "]")
			case 1:
				b.WriteString("[[" + key.Draw(t, "key") + " ]]")
			default:
				b.WriteString(key.Draw(t, "key") + "=" + value(3))
			}
			b.WriteString(rapid.SampledFrom([]string{"\n", "\r\n", " # [[x]]\n"}).Draw(t, "end"))
		}
		checkPlaces(t, b.String())
	})
}

// FuzzScan holds the scanner against the TOML library on any text that Load
// would pass on to it.
func FuzzScan(f *testing.F) {
	f.Add("a = 1\n[b]\nc = [1, {d = 2}]\n[[e.f]]\n")
	f.Add("a = \"\"\"x\\\"\"\"\"\nb = '''y'''''\n")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.HasPrefix(text, "\ufeff") || len(text) > 1<<16 {
			return
		}
		if err := decode(text, new(map[string]any)); err == nil {
			checkPlaces(t, text)
		}
	})
}
