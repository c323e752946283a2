package scenarios

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// oneOf draws a line of a scenario. Where one of the choices is empty the line
// may be absent.
func oneOf(t *rapid.T, what string, choices ...string) string {
	return rapid.SampledFrom(choices).Draw(t, what)
}

// drawScenario draws a scenario with two arms: a front and a back, up to two
// loads, up to three faults, and patterns on their edges. Anything may be wrong
// with it but its syntax: no timeouts, queues without end, faults in the warm-up,
// loads that end before the faults do.
func drawScenario(t *rapid.T) string {
	var b strings.Builder
	line := func(format string, args ...any) {
		if text := fmt.Sprintf(format, args...); strings.TrimSpace(text) != "" {
			b.WriteString(text + "\n")
		}
	}
	line("title = 'drawn'")
	line("duration = '%ds'", rapid.IntRange(10, 40).Draw(t, "duration"))
	line("%s", oneOf(t, "warm-up", "", "warmup = '2s'", "warmup = '9s'"))
	line("%s", oneOf(t, "slo", "", "slo.error_rate = '5%'", "slo.error_rate = '0%'", "slo.p99 = '50ms'"))
	for _, node := range []string{"front", "back"} {
		line("[nodes.%s]", node)
		line("%s", oneOf(t, "room", "workers = 1", "workers = 4", "workers = 4\nqueue = 0", "workers = 16\nqueue = 20",
			"workers = 2\ndiscipline = 'lifo'", "workers = 2\ninstances = 2"))
		work := oneOf(t, "work", "1ms", "exp 5ms", "lognormal p50=5ms p99=300ms", "exp 60ms", "2s")
		errors := oneOf(t, "errors", "", "errors = '2%', ", "errors = '100%', ")
		if node == "back" {
			line("routes.get = { %swork = '%s' }", errors, work)
			continue
		}
		timeout := oneOf(t, "timeout of calls", "", ", timeout = '20ms'", ", timeout = '1s'")
		call := oneOf(t, "call", "'back.get'", "{ to = 'back.get', optional = true }", "[ 'back.get', 'back.get' ]")
		line("routes.get = { %swork = '1ms', calls = [ %s ]%s }", errors, call, timeout)
	}
	line("%s", oneOf(t, "links", "", "[links.'*']\nlatency = 'exp 2ms'", "[links.'*']\nlatency = '1ms'\nloss = '5%'\ntransport = 'datagram'"))
	loads := []string{"users", "batch"}[:rapid.IntRange(1, 2).Draw(t, "loads")]
	for _, load := range loads {
		line("[loads.%s]", load)
		line("to = '%s.get'", oneOf(t, "target", "front", "front", "back"))
		line("%s", oneOf(t, "drive", "rate = '1/s'", "rate = '20/s'", "rate = '80/s'", "rate = '2/min'\narrivals = 'constant'",
			"users = 1\nthink = '100ms'", "users = 20\nthink = 'exp 1s'"))
		line("%s", oneOf(t, "timeout", "", "timeout = '100ms'", "timeout = '3s'"))
		line("%s", oneOf(t, "span", "", "from = '3s'", "until = '9s'"))
	}
	drawPatterns(t, line, loads)
	drawFaults(t, line)
	return b.String()
}

// drawPatterns lays patterns on the edges. The second arm has all of them, the
// first some.
func drawPatterns(t *rapid.T, line func(string, ...any), loads []string) {
	kinds := []string{
		"kind = 'circuit-breaker', on = 'front -> back', window = 10, open_for = '2s'", "kind = 'retry', on = 'front -> back', attempts = 3",
		"kind = 'timeout', on = 'front -> back', attempt = '50ms'", "kind = 'fallback', on = 'front -> back'",
		"kind = 'bulkhead', on = 'front -> back', max_concurrent = 2", "kind = 'hedge', on = 'front -> back', rule = 'fixed', delay = '20ms'",
		"kind = 'load-shedding', on = 'back'", "kind = 'rate-limiter', on = 'front', rate = '10/s'",
		"kind = 'retry', on = '" + loads[0] + " -> *', attempts = 5, base = '10ms'",
	}
	var names []string
	for i := range rapid.IntRange(0, 3).Draw(t, "patterns") {
		name := fmt.Sprintf("p%d", i)
		k := rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")
		line("[patterns]\n%s = { %s }", name, kinds[k])
		kinds = append(kinds[:k:k], kinds[k+1:]...)
		line = once(line, "[patterns]\n")
		names = append(names, "'"+name+"'")
	}
	some := names[:rapid.IntRange(0, len(names)).Draw(t, "of the first arm")]
	line("[variants]\nfew = [%s]\nall = [%s]", strings.Join(some, ", "), strings.Join(names, ", "))
}

// once leaves out a heading that is there already.
func once(line func(string, ...any), heading string) func(string, ...any) {
	return func(format string, args ...any) { line(strings.TrimPrefix(format, heading), args...) }
}

func drawFaults(t *rapid.T, line func(string, ...any)) {
	for range rapid.IntRange(0, 3).Draw(t, "faults") {
		line("[[faults]]\nat = '%dms'", rapid.IntRange(0, 9_000).Draw(t, "at"))
		line("%s", oneOf(t, "for", "", "for = '500ms'", "for = '4s'", "for = 'exp 3s'"))
		where := oneOf(t, "where", "front", "back", "back:any")
		line("%s", oneOf(t, "fault", "kind = 'hang'\nnode = '"+where+"'", "kind = 'crash'\nnode = '"+where+"'", "kind = 'pause'\nnode = '"+where+"'",
			"kind = 'slow'\nfactor = 20\nnode = '"+where+"'", "kind = 'errors'\nrate = '100%'\nnode = '"+where+"'",
			"kind = 'loss'\nrate = '50%'\nlink = 'front -> back'", "kind = 'delay'\nby = '200ms'\nlink = 'front -> back'"))
	}
}
