package scenarios

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"wavetank/reports"
	"wavetank/sim"
)

// A forest is where subtrees for hostile files come from: the library, read without any
// knowledge of what it means.
type forest struct {
	luck  *rand.Rand
	trees []map[string]any
	names []string // of tables and keys, all over
	words []string // texts, all over

	values map[string][]any // of a key, all over
}

func newForest(t *testing.T, salt uint64) *forest {
	f := &forest{luck: rand.New(rand.NewPCG(salt, 7)), values: make(map[string][]any)}
	for _, name := range Library() {
		text, err := Source(name)
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := toml.Unmarshal(text, &tree); err != nil {
			t.Fatal(err)
		}
		f.trees = append(f.trees, tree)
		f.gather(tree)
	}
	slices.Sort(f.names)
	slices.Sort(f.words)
	f.names, f.words = slices.Compact(f.names), slices.Compact(f.words)
	return f
}

// gather notes names and texts.
func (f *forest) gather(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			f.names, f.values[key] = append(f.names, key), append(f.values[key], v[key])
			f.gather(v[key])
		}
	case []any:
		for _, x := range v {
			f.gather(x)
		}
	case []map[string]any:
		for _, x := range v {
			f.gather(x)
		}
	case string:
		f.words = append(f.words, v)
	}
}

func pick[T any](luck *rand.Rand, list []T) T { return list[luck.IntN(len(list))] }

// quantity draws a number with a unit, or what looks like one.
func (f *forest) quantity() string {
	number := pick(f.luck, []string{"0", "1", "-1", "3", "1e18", "1e-300", "999999999999", "0.0000001", "1_000", "0x10", "+5", ".5", "5.", "1e", "NaN", "inf", "∞", "١٢", "½", "1,5", "1/0", "1/3", "", "--1", "9223372036854775808", "1e400", "007"})
	gap := pick(f.luck, []string{"", "", "", " ", "\t", "\u00a0"})
	unit := pick(f.luck, []string{"s", "ms", "us", "µs", "ns", "h", "d", "S", "min", "m", "%", "/s", "/min", "/h", "/0s", "B", "KB", "GiB", "MB/s", "x", "", "°", "s s", "/s/s", "ppm"})
	return number + gap + unit
}

// claim draws a chain of the tokens that claims are made of.
func (f *forest) claim() string {
	tokens := []string{"with", "without", "a", ".", "error_rate", "p99", "facts", "spans", "<", ">", "==", "<=", "+", "-", "*", "/", "(", ")", "1", "0", "10%", "5ms", "nodes", "routes", "engaged", "nan", "&", "1e999", "é", " "}
	var b strings.Builder
	for range 1 + f.luck.IntN(12) {
		b.WriteString(pick(f.luck, tokens))
	}
	return b.String()
}

// scalar draws a value of any kind.
func (f *forest) scalar() any {
	switch f.luck.IntN(12) {
	case 0:
		return f.claim()
	case 1:
		return pick(f.luck, []any{int64(0), int64(-1), int64(1 << 40), int64(-1 << 63), int64(1<<63 - 1), int64(3), int64(10_001)})
	case 2:
		return pick(f.luck, []any{0.0, -0.5, 1e300, 5e-324, 0.1, 1e9})
	case 3:
		return f.luck.IntN(2) == 0
	case 4:
		return []any{}
	case 5:
		return map[string]any{}
	case 6:
		return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	case 7:
		return []any{f.quantity(), pick(f.luck, f.words)}
	case 8:
		return pick(f.luck, f.names)
	case 9:
		return pick(f.luck, f.words)
	}
	return f.quantity()
}

// A slot is a place in a tree, and how to change what is there.
type slot struct {
	table map[string]any
	key   string
}

// slots lists the places of a tree in an order that is always the same.
func slots(v any, into []slot) []slot {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			into = append(into, slot{v, key})
			into = slots(v[key], into)
		}
	case []any:
		for _, x := range v {
			into = slots(x, into)
		}
	case []map[string]any:
		for _, x := range v {
			into = slots(x, into)
		}
	}
	return into
}

// copyOf returns a tree of its own.
func copyOf(v any) any {
	switch v := v.(type) {
	case map[string]any:
		c := make(map[string]any, len(v))
		for key, x := range v {
			c[key] = copyOf(x)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, x := range v {
			c[i] = copyOf(x)
		}
		return c
	case []map[string]any:
		c := make([]any, len(v))
		for i, x := range v {
			c[i] = copyOf(x)
		}
		return c
	}
	return v
}

// strange are names that no table has.
var strange = []string{"", " ", "a.b", "раyment", "é", "e\u0301", "*", "->", "a -> a", "\u202eb", "\u200b", "0", "-", "A", "true", "a:any", "all", "without", strings.Repeat("n", 5000)}

// bend changes one place of a tree, and says how.
func (f *forest) bend(tree map[string]any) string {
	all := slots(tree, nil)
	if len(all) == 0 {
		return "nothing"
	}
	s, other := pick(f.luck, all), pick(f.luck, all)
	v := s.table[s.key]
	if f.luck.IntN(3) > 0 && len(f.values[s.key]) > 1 {
		s.table[s.key] = copyOf(pick(f.luck, f.values[s.key]))
		return "another's " + s.key
	}
	switch f.luck.IntN(14) {
	case 0:
		delete(s.table, s.key)
		return "deleted " + s.key
	case 1:
		s.table[s.key], other.table[other.key] = copyOf(other.table[other.key]), copyOf(v)
		return "swapped " + s.key + " and " + other.key
	case 2:
		name := pick(f.luck, strange)
		delete(s.table, s.key)
		s.table[name] = v
		return "renamed " + s.key
	case 3:
		s.table["like"] = pick(f.luck, []string{s.key, other.key, "like"})
		return "like beside " + s.key
	case 4:
		s.table["on"] = s.key + " -> " + pick(f.luck, []string{s.key, other.key, "*", ""})
		return "an edge beside " + s.key
	case 5:
		from := pick(f.luck, slots(pick(f.luck, f.trees), nil))
		s.table[from.key] = copyOf(from.table[from.key])
		return "borrowed " + from.key
	case 6:
		faults, _ := copyOf(tree["faults"]).([]any)
		tree["faults"] = append(faults, map[string]any{"kind": pick(f.luck, []string{"crash", "hang", "slow", "loss", "partition", "pause", "bursts"}), "node": s.key, "at": f.quantity(), "for": f.quantity(), "every": f.quantity()})
		return "a fault more"
	case 7, 8, 9:
		return f.grow(s)
	}
	s.table[s.key] = f.scalar()
	return "another " + s.key
}

// grow makes one place of a tree deep, long, empty, or many.
func (f *forest) grow(s slot) string {
	v := s.table[s.key]
	switch f.luck.IntN(3) {
	case 0:
		deep := v
		for range 1 + f.luck.IntN(120) {
			if deep = any([]any{deep}); f.luck.IntN(2) == 0 {
				deep = map[string]any{pick(f.luck, f.names): deep}
			}
		}
		s.table[s.key] = deep
		return "nested " + s.key
	case 1:
		for i := range 1 + f.luck.IntN(400) {
			s.table[s.key+strconv.Itoa(i)] = copyOf(v)
		}
		return "many of " + s.key
	}
	list, ok := v.([]any)
	if !ok {
		s.table[s.key] = []any{}
		return "emptied " + s.key
	}
	for range f.luck.IntN(8) {
		list = slices.Concat(list, list[:min(len(list), 500)])
	}
	s.table[s.key] = list
	return "a long " + s.key
}

// file writes a tree, now and then with a key twice.
func (f *forest) file(tree map[string]any) (string, error) {
	var b bytes.Buffer
	if err := toml.NewEncoder(&b).Encode(tree); err != nil {
		return "", err
	}
	if f.luck.IntN(15) == 0 {
		lines := strings.SplitAfter(b.String(), "\n")
		at := f.luck.IntN(len(lines))
		return strings.Join(slices.Insert(lines, f.luck.IntN(len(lines)), lines[at]), ""), nil
	}
	return b.String(), nil
}

// TestHostileTreesAreRefusedOrRun bends scenarios as trees, knowing nothing of what they
// mean: swaps and borrows subtrees, renames, nests, multiplies, empties. What is accepted
// is run, compared, judged and printed. Five thousand are
//
//	go test ./scenarios -run HostileTrees -v -hostile=5000
func TestHostileTreesAreRefusedOrRun(t *testing.T) {
	f := newForest(t, *hostileSalt)
	accepted := 0
	for i := range *hostileFiles {
		tree := copyOf(pick(f.luck, f.trees)).(map[string]any)
		var how []string
		for range 1 + f.luck.IntN(3) {
			how = append(how, f.bend(tree))
		}
		text, err := f.file(tree)
		if err != nil {
			continue // it cannot be said in TOML, such as a list of a table and a number in former times
		}
		what := fmt.Sprintf("tree %d of salt %d, %.200s", i, *hostileSalt, strings.Join(how, ", "))
		refused, _ := answered(t, what, func() (*Scenario, error) { return Parse("hostile.toml", []byte(text)) })
		if !refused {
			accepted++
			reportedWhole(t, what, text)
		}
		if t.Failed() && testing.Verbose() {
			t.Logf("%s:\n%.4000s", what, text)
			return
		}
	}
	t.Logf("%d trees, %d accepted", *hostileFiles, accepted)
	if accepted == 0 || accepted == *hostileFiles {
		t.Errorf("%d of %d are accepted", accepted, *hostileFiles)
	}
}

// reportedWhole compares, judges and prints what the beginning of a scenario comes to.
func reportedWhole(t *testing.T, what, text string) {
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s: panic: %v", what, r)
		}
	}()
	s, err := Parse("hostile.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s.Duration = min(s.Duration, 300*time.Millisecond)
	s.Warmup = min(s.Warmup, s.Duration/2)
	c, err := Compare(t.Context(), s, CompareOptions{Seeds: []uint64{1}, Jobs: 1, Limits: sim.Limits{Events: 5_000, InFlight: 20_000, Procs: 20_000}})
	if err != nil {
		return // answered has looked at that
	}
	Judge(s, c)
	for _, f := range append(c.Files(), reports.File{Write: func(w io.Writer) error { return c.WriteTable(w, reports.Screen{Details: true}) }}) {
		if err := f.Write(new(bytes.Buffer)); err != nil {
			t.Errorf("%s: %s: %v", what, f.Name, err)
		}
	}
}
