package scenarios

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"wavetank/patterns/catalog"
	"wavetank/scenarios/document"
	"wavetank/sim"
)

// How much is tried: little in the build, much when somebody asks for it.
var (
	hostileFiles = flag.Int("hostile", 150, "how many hostile files are made, of which the long campaign has 10000")
	hostileSalt  = flag.Uint64("salt", 1, "which ones")
	everyValue   = flag.Bool("everyvalue", false, "try every key with every hostile value, instead of each with some")
)

// never are values that no key has, whatever its kind.
var never = []string{
	"nan", "-nan", "inf", "-inf", "1979-05-27", "1979-05-27T07:32:00Z", "07:32:00", "{ zz = 1 }", "[[[1]]]", `[{}]`, `["", ""]`,
	`"\u0000"`, `"a\u001b[31mb"`, `[nan]`, `[1979-05-27]`,
}

// doubtful are values that some keys have, or none.
var doubtful = []string{
	`""`, `" "`, `"\t"`, `"nobody"`, `"nobody.nowhere"`, `"a -> "`, `" -> "`, `"*"`, `"NaN"`, `"1e400s"`, `"-5s"`, `"0s"`, `"1ns"`, `"10000h"`, `"10000h1ns"`,
	`"2562047h47m16s"`, `"9e18ns"`, `"-1"`, `"0"`, `"1"`, `"1/0"`, `"0/0"`, `"-1%"`, `"0%"`, `"100%"`, `"101%"`, `"1e-400%"`, `"0/s"`, `"1/s"`, `"1e9/s"`, `"1000000000/s"`, `"1/10000h"`,
	`"0B"`, `"1B"`, `"1e30TiB"`, `"exp"`, `"exp 0s"`, `"exp 1ns"`, `"exp 10000h"`, `"csv nowhere.csv"`, `"csv ../../etc/passwd"`, `"lognormal p50=1s p99=1ms"`, `"pareto 1"`,
	`"раyment"`, `"ſhop"`, `"e\u0301"`, `"\u202eb"`, `"'"`, `"${HOME}"`, "'''a\nb'''", "0", "-1", "1", "-0.0", "0.0", "1e308", "5e-324", "0xff", "0o7", "0b1", "1_000",
	"9223372036854775807", "-9223372036854775808", "true", "false", "[]", `[""]`, `["nobody"]`, "{}", "[0]", "[-1]", "[1, 1]",
	`"` + strings.Repeat("y", 300) + `"`,
}

// oddities are lines that change what the lines around them mean.
var oddities = []string{
	"[nodes]", "[[nodes]]", "nodes = 1", "nodes = []", "nodes.a = {}", "[nodes.a]", "[nodes.\"\"]", "[nodes.\" \"]", "[nodes.\"a.b\"]", "[nodes.'*']", "[loads.a]", "[[faults]]", "[faults]", "faults = {}",
	"faults = [1]", "[[expect]]", "expect = []", "[[invariant]]", "[storm]", "[[storm]]", "[slo]", "slo = 1", "[variants]", "variants = []", "[patterns]", "[patterns.x]", "[links]", "[links.\"* -> *\"]",
	"[links.\"a -> a\"]", "\"\" = 1", "'' = 1", "a.b.c.d = 1", "a . b = 1", "1979-05-27 = 1", "title = 1", "duration = 0", "seed = -1", "seeds = 0", "= 1", "a", "a =", "[", "]", "[[", "[a", "\"", "'''", "\"\"\"",
	"{", "}", "\x00", "\xff\xfe", "\xed\xa0\x80", "\xc0\x80", "\u0085", "\u2028", "\u202e", "\ufeff", "\r", "# \x07", "#\u009b31m", "!!binary", "---", "<xml/>", "key = \\", "x = [1, 'a']", "x = { a = 1, a = 2 }", "x = {\na = 1\n}",
	"duration = \"10s\"", "warmup = \"9999h\"", strings.Repeat("a.", 40) + "a = 1", strings.Repeat("[", 300), "x = " + strings.Repeat("[", 300) + strings.Repeat("]", 300), "x = \"" + strings.Repeat("é", 70_000) + "\"",
}

// answered fails the test unless a file is refused with places, or is accepted and then
// runs, or ends by a limit. It reports whether it was refused, and where first.
func answered(t *testing.T, what string, load func() (*Scenario, error)) (refused bool, first int) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s: panic: %v\n%s", what, r, debug.Stack())
		}
	}()
	s, err := load()
	var problems document.Problems
	switch {
	case err != nil && !errors.As(err, &problems):
		t.Errorf("%s: %T is not Problems: %v", what, err, err)
		return true, 0
	case err != nil:
		for _, p := range problems {
			if p.Message == "" || p.Allowed == "" && p.Suggestion == "" && !strings.Contains(p.Message, "allowed") || p.Line > 0 && p.Column < 1 {
				t.Errorf("%s: it does not say what is allowed: %v", what, p)
			}
			if len(p.Error()) > 10_000 {
				t.Errorf("%s: a complaint of %d bytes", what, len(p.Error()))
			}
		}
		return true, problems[0].Line
	}
	for i := range s.Variants {
		if i > 0 && i < len(s.Variants)-1 {
			continue // the first and the last
		}
		_, err := Run(t.Context(), s, s.Variants[i].Name, 1, sim.Limits{Events: 5_000, InFlight: 20_000, Procs: 20_000})
		if err != nil && !errors.Is(err, sim.ErrLimit) {
			t.Errorf("%s: accepted, and then: %v", what, err)
		}
	}
	return false, 0
}

// TestEveryKeyRefusesNonsense tries each key that there is, of every table and every
// pattern, with values that no key has and with doubtful ones. All are
//
//	go test ./scenarios -run EveryKeyRefuses -v -everyvalue
func TestEveryKeyRefusesNonsense(t *testing.T) {
	names := []string{"circuit-breaker", "split-brain", "defence-in-depth", "noisy-neighbour"}
	for _, door := range catalog.All() {
		names = append(names, door.Flagship)
	}
	seen, tried, accepted := make(map[string]bool), 0, 0
	for _, name := range slices.Compact(names) {
		s, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, k := range s.Settable() {
			kind := k.Key
			if parts := strings.Split(k.Key, "."); len(parts) > 2 {
				kind = parts[0] + "." + parts[len(parts)-1]
				if parts[0] == "patterns" {
					kind = s.Pattern(parts[1]).Kind + "." + kind
				}
			}
			if seen[kind] {
				continue
			}
			seen[kind] = true
			values := slices.Concat(never, doubtful)
			if !*everyValue {
				values = []string{never[(i+len(name))%len(never)], doubtful[(7*i+len(seen))%len(doubtful)]}
			}
			for _, value := range values {
				tried++
				what := fmt.Sprintf("%s with %s = %.40s", name, k.Key, value)
				refused, _ := answered(t, what, func() (*Scenario, error) { return OpenWith(name, Setting{Key: k.Key, Value: value, From: "--set"}) })
				if !refused {
					accepted++
				}
				if !refused && slices.Contains(never, value) && k.Key != "title" { // to which --set gives any words
					t.Errorf("%s is accepted", what)
				}
			}
		}
	}
	t.Logf("%d keys, %d tries, %d accepted", len(seen), tried, accepted)
	if len(seen) < 300 || accepted == 0 {
		t.Errorf("only %d keys were tried, and %d values accepted", len(seen), accepted)
	}
}

// assignment finds a key with its value on one line.
var assignment = regexp.MustCompile(`(?m)^([ \t]*[\w."*> -]+?[ \t]*=[ \t]*)([^\n#{\[]+?)[ \t]*(#.*)?$`)

// TestHostileFilesAreRefusedOrRun changes scenarios of the library, each in one or two
// places, so that most are wrong. Ten thousand are
//
//	go test ./scenarios -run HostileFilesAreRefused -v -hostile=10000
func TestHostileFilesAreRefusedOrRun(t *testing.T) {
	luck := rand.New(rand.NewPCG(*hostileSalt, 0))
	names, count := Library(), make(map[string]int)
	for i := range *hostileFiles {
		text, err := Source(names[luck.IntN(len(names))])
		if err != nil {
			t.Fatal(err)
		}
		file, sort, line := spoiled(luck, string(text))
		what := fmt.Sprintf("file %d of salt %d, %s", i, *hostileSalt, sort)
		refused, first := answered(t, what, func() (*Scenario, error) { return Parse("hostile.toml", []byte(file)) })
		switch {
		case !refused:
			count[sort+", accepted"]++
		case line == 0 || first == line:
			count[sort+", refused"]++
		default:
			count[sort+", refused elsewhere"]++
		}
		if line > 0 && !refused {
			t.Errorf("%s: line %d is accepted:\n%s", what, line, strings.Split(file, "\n")[line-1])
		}
	}
	t.Logf("%d files: %v", *hostileFiles, count)
}

// spoiled changes a text, and says how and, where that is certain to be wrong, in which line.
func spoiled(luck *rand.Rand, text string) (file, sort string, line int) {
	pick := func(list []string) string { return list[luck.IntN(len(list))] }
	lines := strings.SplitAfter(text, "\n")
	at := luck.IntN(len(lines))
	switch luck.IntN(8) {
	case 0, 1, 2:
		all := assignment.FindAllStringSubmatchIndex(text, -1)
		if len(all) == 0 {
			break
		}
		m, value := all[luck.IntN(len(all))], pick(doubtful)
		if luck.IntN(2) == 0 {
			value = pick(never)
			line = 1 + strings.Count(text[:m[4]], "\n")
			if strings.Contains(text[m[4]:m[5]], `"""`) {
				line = 0
			}
		}
		return text[:m[4]] + value + text[m[5]:], "another value", line
	case 3:
		return strings.Join(slices.Insert(lines, at, pick(oddities)+"\n"), ""), "an odd line", 0
	case 4:
		cut := luck.IntN(len(text))
		return text[:cut], "cut off", 0
	case 5:
		bytes := []byte(text)
		for range 1 + luck.IntN(4) {
			bytes[luck.IntN(len(bytes))] ^= 1 << luck.IntN(8)
		}
		return string(bytes), "bits", 0
	case 6:
		other := luck.IntN(len(lines))
		lines[at], lines[other] = lines[other], lines[at]
		return strings.Join(lines, ""), "lines swapped", 0
	}
	switch luck.IntN(5) {
	case 0:
		return strings.ReplaceAll(text, "\n", "\r\n"), "encoding", 0
	case 1:
		return "\ufeff" + text, "encoding", 0
	case 2:
		return strings.Join(slices.Insert(lines, at, lines[at]), ""), "a line twice", 0
	case 3:
		return strings.Join(slices.Delete(lines, at, at+1), ""), "a line less", 0
	}
	return strings.Replace(text, pick([]string{"0", "1", "s\"", "=", "\"", ".", "a", "["}), pick([]string{"", "9", "-", "\\", "é", "\x01", "1e99"}), 1+luck.IntN(3)), "letters", 0
}

// TestAGroupOnEtcdIsBounded: to boot a thousand members of its Raft takes minutes.
func TestAGroupOnEtcdIsBounded(t *testing.T) {
	of := func(n string) error {
		_, err := OpenWith("leader-crash", Setting{Key: "nodes.kv.instances", Value: n, From: "--set"})
		return err
	}
	if err := of("200"); err != nil {
		t.Error(err)
	}
	if err := of("201"); err == nil || !strings.Contains(err.Error(), "at most 200 with it") {
		t.Errorf("201: %v", err)
	}
}
