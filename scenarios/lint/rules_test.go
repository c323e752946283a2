package lint_test

import (
	"strings"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/lint"
)

// base is a scenario about which there is nothing to say: users, an app, a service.
const base = `title = "x"
duration = "60s"
warmup = "5s"
[nodes.app]
workers = 16
queue = 32
routes.get = { calls = [{ to = "svc.get", timeout = "300ms" }] }
[nodes.svc]
workers = 4
queue = 16
instances = 2
routes.get = { work = "20ms" }
[loads.users]
to = "app.get"
rate = "50/s"
timeout = "1s"
`

// pattern writes a pattern.
func pattern(kind, on, keys string) string {
	return "[patterns." + kind + "]\nkind = \"" + kind + "\"\non = \"" + on + "\"\n" + strings.ReplaceAll(keys, "; ", "\n") + "\n"
}

func hang(when string) string {
	return "[[faults]]\nkind = \"hang\"\nnode = \"svc\"\n" + strings.ReplaceAll(when, "; ", "\n") + "\n"
}

// election has replicas of the app choose a leader.
const election = "[patterns.e]\nkind = 'election'\non = ['app', 'users -> app']\n"

const toSvc, edgeOfUsers = "app -> svc", "users -> app"

// rules are a scenario each that a rule has something to say about, and one like it
// that it has not. Old and new replace something in base first.
var rules = []struct {
	name, what string // a part of what the note says
	serious    bool
	old, yes   string // of base, and what stands there instead
	no         string // or so, where it is all right
	add        string // behind both; behind the second with the value of fine in the place of wrong
	wrong      string
	fine       string
}{
	{name: "a fallback within a timeout", what: "fallback on app -> svc lies within timeout and answers nobody once that one's time is over", old: "x", yes: "x", no: "x",
		add: pattern("fallback", toSvc, "") + pattern("timeout", toSvc, "total = '200ms'") + "[variants]\nv = ['timeout', 'fallback']\n", wrong: "'timeout', 'fallback'", fine: "'fallback', 'timeout'"},
	{name: "overload", what: "svc is given more than it can do", serious: true, old: `rate = "50/s"`, yes: `rate = "500/s"`, no: `rate = "300/s"`},
	{name: "overload by a call that is made ten times", what: "svc is given more than it can do", serious: true, old: `timeout = "300ms" }`, yes: `repeat = 10 }`, no: `repeat = 10, probability = "50%" }`},
	{name: "overload behind what keeps up", what: "svc is given more than it can do", serious: true, old: "workers = 16", yes: "workers = 900", no: "workers = 1",
		add: "[loads.more]\nto = 'app.get'\nrate = '900/s'\n", wrong: "x", fine: "x"},
	{name: "overload that nothing turns away", what: "svc is given more than it can do", serious: true, old: `rate = "50/s"`, yes: `rate = "500/s"`, no: `rate = "500/s"`, add: pattern("load-shedding", "svc", "") + "[variants]\nv = ['load-shedding']\nw = []\n", wrong: "w = []\n", fine: ""},
	{name: "overload beside users who wait", what: "svc is given more than it can do", serious: true, old: `rate = "50/s"`, yes: `rate = "500/s"`, no: "users = 500\nthink = '1ms'", add: "[loads.more]\nto = 'svc.get'\nusers = 500\nthink = '1ms'\n", wrong: "x", fine: "x"},
	{name: "a timeout that is longer than that of the caller", what: "the call app -> svc is waited for longer", serious: true, old: `timeout = "300ms"`, yes: `timeout = "3s"`, no: `timeout = "900ms"`},
	{name: "one that a deadline cuts", what: "the call app -> svc is waited for longer", serious: true, old: `timeout = "300ms"`, yes: `timeout = "3s"`, no: `timeout = "3s"`,
		add: pattern("timeout", toSvc, "attempt = '2s'") + "[variants]\nv = ['timeout']\n", wrong: `on = "app -> svc"`, fine: `on = ["users -> app", "app", "app -> svc"]`},
	{name: "retries that are longer than the caller's timeout", what: "the call app -> svc is waited for longer", old: `x`, yes: `x`, no: `x`,
		add: pattern("retry", toSvc, "attempts = 9; backoff = 'none'"), wrong: "= 9", fine: "= 3"},
	{name: "nobody has a timeout", what: "nobody stops waiting when app does not answer", serious: true, old: `timeout = "1s"`, yes: "", no: `timeout = "1s"`,
		add: strings.Replace(hang("at = '20s'"), "svc", "app", 1), wrong: "x", fine: "x"},
	{name: "an election bounds no wait", what: "nobody stops waiting when app does not answer", serious: true, old: `timeout = "1s"`, yes: "keys = 5", no: "keys = 5\ntimeout = '1s'",
		add: election + strings.Replace(hang("at = '20s'"), "svc", "app", 1), wrong: "x", fine: "x"},
	{name: "a sidecar that hangs", what: "nobody stops waiting when app does not answer", serious: true, old: `timeout = "1s"`, yes: "", no: `timeout = "1s"`,
		add: pattern("sidecar", "app", "") + strings.Replace(hang("pattern = 'sidecar'; at = '20s'"), "svc", "app", 1), wrong: "x", fine: "x"},
	{name: "a hang after the last request", what: "nobody stops waiting when app does not answer", serious: true, old: `timeout = "1s"`, yes: `until = "30s"`, no: `until = "10s"`,
		add: strings.Replace(hang("at = '20s'"), "svc", "app", 1), wrong: "x", fine: "x"},
	{name: "nor while a hang lasts", what: "nobody stops waiting when app does not answer", old: `timeout = "1s"`, yes: "", no: `timeout = "1s"`,
		add: strings.Replace(hang("at = '20s'; for = '5s'"), "svc", "app", 1), wrong: "x", fine: "x"},
	{name: "a datagram is lost for good", what: "nobody stops waiting when a message to or from app is lost", serious: true, old: `timeout = "1s"`, yes: "", no: "",
		add: "[links.'*']\nloss = '1%'\ntransport = 'datagram'\n", wrong: "datagram", fine: "stream"},
	{name: "a datagram is lost during a fault", what: "nobody stops waiting when a message to or from app is lost", serious: true, old: `timeout = "1s"`, yes: "", no: "",
		add: "[links.'*']\ntransport = 'datagram'\n[[faults]]\nkind = 'loss'\nlink = 'app -> users'\nrate = '1%'\nat = '20s'\n", wrong: "app -> users", fine: "app -> svc"},
	{name: "a storm may silence", what: "nobody stops waiting when a storm keeps app from answering", old: `timeout = "1s"`, yes: "", no: "", add: "[storm]\nspare = ['svc']\n", wrong: "'svc'", fine: "'app'"},
	{name: "workers wait though users do not", what: "app waits for svc without a timeout", old: `, timeout = "300ms" }`, yes: ` }`, no: `, timeout = "100ms" }`, add: hang("at = '20s'; for = '5s'"), wrong: "x", fine: "x"},
	{name: "they wait for what is too slow for its load", what: "app waits for svc without a timeout", old: `, timeout = "300ms" }`, yes: ` }`, no: ` }`,
		add: strings.Replace(hang("at = '20s'; for = '5s'"), `"hang"`, "\"slow\"\nfactor = 20", 1), wrong: "factor = 20", fine: "factor = 2"},
	{name: "a loss of power is for ever", what: "nobody stops waiting when app does not answer", serious: true, old: `timeout = "1s"`, yes: "", no: "",
		add: "[[faults]]\nkind = 'crash'\nnode = 'app'\nsilent = true\nat = '20s'\nfor = '5s'\n", wrong: "silent = true", fine: "silent = false"},
	{name: "a partition that lasts", what: "nobody stops waiting when app is cut off", serious: true, old: `timeout = "1s"`, yes: "", no: "",
		add: "[[faults]]\nkind = 'partition'\nisolate = 'app'\nat = '20s'\n", wrong: "'app'", fine: "'svc'"},
	{name: "one between two groups", what: "nobody stops waiting when app is cut off", serious: true, old: `timeout = "1s"`, yes: "", no: "",
		add: "[[faults]]\nkind = 'partition'\ngroups = [['users'], ['app']]\nat = '20s'\n", wrong: "['users']", fine: "['svc']"},
	{name: "one that ends before the stream does", what: "nobody stops waiting when app is cut off", serious: true, old: "timeout = \"1s\"\n", yes: "", no: "",
		add: "[links.'*']\ngive_up = '50s'\n[[faults]]\nkind = 'partition'\nisolate = 'app'\nat = '20s'\n", wrong: "'50s'", fine: "'5s'"},
	{name: "retries upon retries", what: "one request of users can become several calls", serious: true, old: `x`, yes: `x`, no: `x`,
		add: pattern("retry", toSvc, "attempts = 4") + "[patterns.outer]\nlike = 'retry'\non = 'users -> app'\n", wrong: "attempts = 4", fine: "attempts = 1"},
	{name: "a retry of what took all the time", what: "does not try again what timed out", old: `x`, yes: `x`, no: `x`,
		add: pattern("retry", edgeOfUsers, "") + pattern("timeout", edgeOfUsers, "attempt = '1s'") + "[variants]\nv = ['retry', 'timeout']\n", wrong: "'1s'", fine: "'200ms'"},
	{name: "a breaker around a retry", what: "sees one failure where several calls failed", old: `x`, yes: `x`, no: `x`,
		add: pattern("retry", toSvc, "") + pattern("circuit-breaker", toSvc, "") + "[variants]\nv = ['circuit-breaker', 'retry']\n", wrong: "['circuit-breaker', 'retry']", fine: "['retry', 'circuit-breaker']"},
	{name: "a breaker that nothing fails for", what: "can never open", serious: true, old: `, timeout = "300ms" }`, yes: ` }`, no: ` }`,
		add: pattern("circuit-breaker", toSvc, "slow_call = '0s'; failures = ['failed', 'timed-out']"), wrong: "'0s'", fine: "'100ms'"},
	{name: "a breaker in whose window there is too little", what: "never has enough calls in its window", serious: true, old: `"50/s"`, yes: `"5/s"`, no: `"50/s"`,
		add: pattern("circuit-breaker", toSvc, "rule = 'time'; window_time = '5s'"), wrong: "x", fine: "x"},
	{name: "a breaker of each instance in a short run", what: "has too few calls in the whole run", serious: true, old: `"60s"`, yes: `"10s"`, no: `"60s"`,
		add: pattern("circuit-breaker", toSvc, "window = 500; scope = 'instance'"), wrong: "x", fine: "x"},
	{name: "a breaker that is late for the fault", what: "opens only when the fault is over", old: `x`, yes: `x`, no: `x`,
		add: pattern("circuit-breaker", toSvc, "window = 400") + hang("at = '20s'; for = '2s'"), wrong: "400", fine: "40"},
	{name: "slow calls that are cut", what: "counts no call as slow", old: `x`, yes: `x`, no: `x`, add: pattern("circuit-breaker", toSvc, "slow_call = '400ms'"), wrong: "400", fine: "200"},
	{name: "a throttle with too little in its window", what: "never has enough calls in its window", serious: true, old: `x`, yes: `x`, no: `x`,
		add: pattern("adaptive-throttle", toSvc, "window = '1s'; minimum_calls = 1000"), wrong: "1000", fine: "10"},
	{name: "an admission control that waits for more calls than come", what: "never has enough calls in its window", serious: true, old: `x`, yes: `x`, no: `x`,
		add: pattern("admission-control", toSvc, "rps_threshold = '1000/s'"), wrong: "1000", fine: "10"},
	{name: "a hedge that learns for the whole run", what: "has never seen enough calls to hedge one", serious: true, old: `x`, yes: `x`, no: `x`,
		add: pattern("hedge", toSvc, "minimum_calls = 50000; window = 50000"), wrong: "minimum_calls = 50000", fine: "minimum_calls = 100"},
	{name: "a hedge when all have gone, and after errors", what: "hedges what ends badly, and nothing that is late", serious: true, old: `x`, yes: `x`, no: `x`, add: pattern("hedge", toSvc, "rule = 'fixed'; delay = '300ms'"), wrong: "300", fine: "100"},
	{name: "a hedge when all have gone", what: "would hedge when nobody waits any more", serious: true, old: `x`, yes: `x`, no: `x`, add: pattern("hedge", toSvc, "rule = 'fixed'; delay = '300ms'; non_fatal = []"), wrong: "300", fine: "100"},
	{name: "a hedge to the same machine", what: "sends hedges to the same machine", old: `instances = 2`, yes: `instances = 1`, no: `instances = 2`, add: pattern("hedge", toSvc, ""), wrong: "x", fine: "x"},
	{name: "a hedge outside of a budget", what: "whose budget does not bound its hedges", old: `x`, yes: `x`, no: `x`,
		add: pattern("retry", toSvc, "budget = 'throttle'") + pattern("hedge", toSvc, "") + "[variants]\nv = ['hedge', 'retry']\n", wrong: "['hedge', 'retry']", fine: "['retry', 'hedge']"},
	{name: "a pattern whose routes are all taken", what: "has nothing left to do: each route on its way has a retry of its own", serious: true, old: `x`, yes: `x`, no: `x`,
		add: pattern("retry", toSvc, "") + "[patterns.own]\nlike = 'retry'\non = 'app -> svc.get'\n[variants]\nv = ['retry', 'own']\n", wrong: "['retry', 'own']", fine: "['retry']\nw = ['own']"},
	{name: "a choice of one", what: "has nothing to choose from", serious: true, old: `instances = 2`, yes: `instances = 1`, no: `instances = 2`, add: pattern("load-balancer", toSvc, ""), wrong: "x", fine: "x"},
	{name: "success rates of too few", what: "never compares success rates", serious: true, old: `x`, yes: `x`, no: `x`,
		add: pattern("load-balancer", toSvc, "eject.deviations = 2; eject.minimum_hosts = 5; eject.volume = 20"), wrong: "minimum_hosts = 5", fine: "minimum_hosts = 2"},
	{name: "shares of failures of too few", what: "never looks at the share of failures", serious: true, old: `x`, yes: `x`, no: `x`,
		add: pattern("load-balancer", toSvc, "eject.failure_percentage = '85%'; eject.failure_percentage_minimum_hosts = 5; eject.failure_percentage_volume = 20"), wrong: "hosts = 5", fine: "hosts = 2"},
	{name: "a bound on calls about items", what: "sends requests to instances that do not have their item", serious: true,
		old: "routes.get = { work = \"20ms\" }", yes: "pick = 'shard'\nroutes.get = { work = '20ms', op = 'read' }", no: "pick = 'shard'\nroutes.get = { work = '20ms', op = 'read' }",
		add: pattern("load-balancer", toSvc, "policy = 'given'; bound = 1.25; eject.consecutive = 5"), wrong: "\nbound = 1.25", fine: ""},
	{name: "a bulkhead as wide as the workers", what: "can never turn a call away", serious: true, old: `x`, yes: `x`, no: `x`, add: pattern("bulkhead", toSvc, "hold = 'caller'; max_concurrent = 16"), wrong: "16", fine: "15"},
	{name: "one that holds what goes on", what: "can never turn a call away", serious: true, old: `, timeout = "300ms" }`, yes: ` }`, no: `, timeout = "100ms" }`, add: pattern("bulkhead", toSvc, "max_concurrent = 16"), wrong: "x", fine: "x"},
	{name: "a bulkhead on a node that is full before", what: "can never turn a request away", serious: true, old: `x`, yes: `x`, no: `x`, add: pattern("bulkhead", "svc", "max_concurrent = 21"), wrong: "21", fine: "20"},
	{name: "a limit on a node that is full before", what: "can never turn a request away", serious: true, old: `x`, yes: `x`, no: `x`, add: pattern("adaptive-limit", "svc", "min = 21; initial = 50"), wrong: "min = 21", fine: "min = 2"},
	{name: "a limit whose windows hold too little", what: "never moves", serious: true, old: `x`, yes: `x`, no: `x`, add: pattern("adaptive-limit", "svc", "window = '100ms'; samples = 4000"), wrong: "4000", fine: "1000"},
	{name: "a rate limit below what comes", what: "lets less pass than comes", old: `x`, yes: `x`, no: `x`, add: pattern("rate-limiter", "app", "rate = '40/s'"), wrong: "40/s", fine: "60/s"},
	{name: "a bucket that all fit in", what: "can never refuse a call", serious: true, old: `x`, yes: `x`, no: `x`, add: pattern("rate-limiter", "app", "burst = 9000"), wrong: "9000", fine: "90"},
	{name: "shedding where nobody waits", what: "can never drop a request", serious: true, old: "workers = 4\nqueue = 16", yes: "", no: "workers = 4", add: pattern("load-shedding", "svc", ""), wrong: "x", fine: "x"},
	{name: "shedding without a queue", what: "can never drop a request", serious: true, old: "workers = 4\nqueue = 16", yes: "workers = 4\nqueue = 0", no: "workers = 4", add: pattern("load-shedding", "svc", ""), wrong: "x", fine: "x"},
	{name: "shedding by deadlines that nobody has", what: "drops nobody for want of time", serious: true, old: `, timeout = "300ms" }`, yes: ` }`, no: `, timeout = "100ms" }`,
		add: pattern("load-shedding", "svc", "rule = 'none'; deadline = true"), wrong: "x", fine: "x"},
	{name: "a timeout without a total", what: "has no deadline to pass on", serious: true, old: `x`, yes: `x`, no: `x`, add: pattern("timeout", toSvc, ""), wrong: `on = "app -> svc"`, fine: `on = ["users -> app", "app -> svc"]`},
	{name: "a timeout on the edge of a load without one", what: "has no deadline to pass on", serious: true, old: `timeout = "1s"`, yes: ``, no: `timeout = "1s"`, add: pattern("timeout", edgeOfUsers, ""), wrong: `x`, fine: `x`},
	{name: "an attempt that is longer than the call", what: "bounds no attempt", old: `x`, yes: `x`, no: `x`, add: pattern("timeout", toSvc, "attempt = '400ms'"), wrong: "400", fine: "200"},
	{name: "a total that is longer than the load's", what: "bounds nothing: the load gives up before", old: `x`, yes: `x`, no: `x`, add: pattern("timeout", edgeOfUsers, "total = '2s'"), wrong: "2s", fine: "900ms"},
	{name: "clients who do not follow a leader", what: "users does not follow whoever leads app", serious: true, old: "routes.get = { calls = [{ to = \"svc.get\", timeout = \"300ms\" }] }",
		yes: "instances = 3\nroutes.get = { op = 'write', calls = ['svc.get'] }", no: "instances = 3\nroutes.get = { op = 'write', calls = ['svc.get'] }", add: pattern("election", "app", ""), wrong: `on = "app"`, fine: `on = ["app", "* -> app"]`},
	{name: "reads that any member serves", what: "users does not follow whoever leads app", serious: true, old: "routes.get = { calls = [{ to = \"svc.get\", timeout = \"300ms\" }] }",
		yes: "instances = 3\nroutes.get = { op = 'read' }", no: "instances = 3\nroutes.get = { op = 'read' }", add: pattern("election", "app", "reads = 'index'"), wrong: "'index'", fine: "'any'"},
	{name: "a group of one", what: "users does not follow whoever leads app", serious: true, old: "routes.get = { calls = [{ to = \"svc.get\", timeout = \"300ms\" }] }",
		yes: "instances = 3\nroutes.get = { op = 'write' }", no: "routes.get = { op = 'write' }", add: pattern("election", "app", ""), wrong: "x", fine: "x"},
	{name: "workers of whom one has the lease", what: "users does not follow whoever leads app", serious: true, old: "routes.get = { calls = [{ to = \"svc.get\", timeout = \"300ms\" }] }",
		yes: "instances = 3\nroutes.get = { op = 'write' }", no: "instances = 3\nroutes.get = { op = 'write' }",
		add: "[nodes.locks]\nroutes.grant = {}\n[nodes.store]\nroutes.put = {}\n[patterns.l]\nkind = 'lease'\non = ['app', 'locks', 'store']\nauthority = 'locks.grant'\nresource = 'store.put'\n", wrong: "['app', ", fine: "['app', 'users -> app', "},
	{name: "a fault within the warm-up", what: "is over before the end of the warm-up", serious: true, old: `x`, yes: `x`, no: `x`, add: hang("at = '1s'; for = '2s'"), wrong: "'1s'", fine: "'10s'"},
	{name: "a fault that begins within the warm-up", what: "begins within the warm-up", old: `x`, yes: `x`, no: `x`, add: hang("at = '4s'; for = '2s'"), wrong: "'4s'", fine: "'10s'"},
	{name: "a percentile of few", what: "p99 of so few requests", serious: true, old: `"50/s"`, yes: `"30/min"`, no: `"50/s"`, add: "[[expect]]\nthat = 'baseline.p99 < 1s'\n", wrong: "x", fine: "x"},
}

func TestEveryRuleSaysWhatItShouldAndNothingElse(t *testing.T) {
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			if !strings.Contains(base, r.old) || !strings.Contains(r.add, r.wrong) && r.wrong != "x" {
				t.Fatal("the case replaces what is not there")
			}
			yes := notes(t, strings.Replace(base, r.old, r.yes, 1)+r.add)
			no := notes(t, strings.Replace(base, r.old, r.no, 1)+strings.Replace(r.add, r.wrong, r.fine, 1))
			found := false
			for _, n := range yes {
				if strings.Contains(n.What, r.what) {
					found = true
					if n.Serious != r.serious || n.At.Line == 0 || n.Number == "" || n.Mend == "" {
						t.Errorf("%+v, want serious %v, a place, a number and what would mend it", n, r.serious)
					}
				}
			}
			if !found {
				t.Errorf("nobody says that it %s, but:\n%s", r.what, told(yes))
			}
			for _, n := range no {
				if strings.Contains(n.What, r.what) {
					t.Errorf("said of what is all right: %s", n)
				}
			}
		})
	}
}

// TestNothingIsSaidOfWhatIsAllRight wants nothing but how busy who is.
func TestNothingIsSaidOfWhatIsAllRight(t *testing.T) {
	want := "x.toml:4:8: app is busy: 6.25 %, 50/s of 20ms on 16 workers\n" +
		"x.toml:8:8: svc is busy: 12.5 %, 50/s of 20ms on 4 workers of each of 2 instances\n"
	if got := told(notes(t, base)); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// TestWhatMayComeIsToldBesideWhatComes puts the worst case of retries and the time of
// a fault behind the utilisation.
func TestWhatMayComeIsToldBesideWhatComes(t *testing.T) {
	text := strings.Replace(base, `"50/s"`, `"190/s"`, 1) + pattern("retry", toSvc, "attempts = 3") + strings.Replace(hang("at = '20s'; for = '5s'"), `"hang"`, "\"slow\"\nfactor = 4", 1)
	want := "svc is busy: 47.5 %, 190/s of 20ms on 4 workers of each of 2 instances; " +
		"up to 142 % when everything is tried as often as it can be; 190 % where slow #1 strikes (variant with)\n"
	if got := told(notes(t, text)); !strings.Contains(got, want) {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// TestRequestsThatHinderEachOther holds the utilisation of a node with contention and
// coherence against the universal scalability law: 1.3 of four workers would be busy, two
// are as each hinders the other; full, each takes 3.4 times as long.
func TestRequestsThatHinderEachOther(t *testing.T) {
	for _, c := range []struct{ rate, keys, want string }{
		{"130/s", "coherence = '20%'", "svc is busy: 45.5 %, 130/s of 28ms on 4 workers of each of 2 instances; 111 % once it is full"},
		{"150/s", "contention = '50%'", "svc is busy: 75 %, 150/s of 40ms on 4 workers of each of 2 instances\n"},
		{"190/s", "contention = '50%'", "svc is given more than it can do, on average over the run: 119 %, 190/s of 50ms on 4 workers of each of 2 instances"},
		{"150/s", "heap = 10\ncollector = '50%'", "svc is busy: 42.2 %, 150/s of 22.5ms on 4 workers of each of 2 instances; 206 % once it is full"},
	} {
		text := strings.Replace(strings.Replace(base, `"50/s"`, `"`+c.rate+`"`, 1), "workers = 4", "workers = 4\n"+c.keys, 1)
		if got := told(notes(t, text)); !strings.Contains(got, c.want) {
			t.Errorf("%s, %s: got\n%swant %s", c.rate, c.keys, got, c.want)
		}
	}
}

// TestABreakerForEachRouteIsJudgedByTheBusiest: ten calls a second make a hundred in ten
// seconds for a breaker of the edge, and ninety for the one of the route that gets most.
func TestABreakerForEachRouteIsJudgedByTheBusiest(t *testing.T) {
	for scope, want := range map[string]bool{"edge": false, "route": true} {
		text := "title = 'x'\nduration = '60s'\n[nodes.svc]\nworkers = 4\nroutes.often = { work = '1ms' }\nroutes.seldom = { work = '1ms' }\n" +
			"[loads.users]\nto = { 'svc.often' = 9, 'svc.seldom' = 1 }\nrate = '10/s'\ntimeout = '1s'\n" +
			pattern("circuit-breaker", "users -> svc", "rule = 'time'; window_time = '10s'; minimum_calls = 135; scope = '"+scope+"'")
		if got := told(notes(t, text)); strings.Contains(got, "never has enough calls") != want {
			t.Errorf("scope %s: %s", scope, got)
		}
	}
}

// TestWhatIsNoDeadlineIsNamed has a timeout with nothing to pass on, though everybody
// has a time of his own.
func TestWhatIsNoDeadlineIsNamed(t *testing.T) {
	got := told(notes(t, base+pattern("timeout", toSvc, "")))
	for _, want := range []string{"the timeout of the call app -> svc, 300ms, bounds each attempt and does not travel", "that of users, 1s, does not travel without a timeout on users -> app"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func notes(t *testing.T, text string) []lint.Note {
	t.Helper()
	s, err := scenarios.Parse("x.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return lint.All(s)
}

func told(notes []lint.Note) string {
	var b strings.Builder
	for _, n := range notes {
		b.WriteString(n.String() + "\n")
	}
	return b.String()
}
