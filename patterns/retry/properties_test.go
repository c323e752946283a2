package retry

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
	"wavetank/sim/property"
)

const ms = time.Millisecond

// A nexter is a Backoff, or a mutant of one.
type nexter interface {
	Next(n int, previous time.Duration, luck sim.Rand) time.Duration
}

// makers make what the laws are about: the honest machines, or mutants of them.
type makers struct {
	backoff func(Backoff) nexter
	course  func(Config, *nodes.Request, sim.Key) courser
	budget  func(Config) Budget
}

// A courser is a Course, or a mutant of one.
type courser interface {
	Begin(now sim.Time) bool
	Next(now sim.Time, err error) (time.Duration, Verdict)
	Attempts() int
}

var honest = makers{
	backoff: func(b Backoff) nexter { return b },
	course: func(c Config, r *nodes.Request, luck sim.Key) courser {
		course := c.NewCourse(r, luck)
		return &course
	},
	budget: func(c Config) Budget { return c.NewBudget() },
}

var laws = []property.Law[makers]{
	{"a wait lies between its bounds", waitsWithinBounds},
	{"waits are spread evenly between their bounds", waitsEvenly},
	{"no more attempts than there may be", keepsToAttempts},
	{"no attempt begins after the deadline, nor one that cannot finish", heedsDeadline},
	{"what is not listed is not retried", retriesWhatIsListed},
	{"a callee that says when is heeded", heedsPushback},
	{"who was told the same instant does not come in it", spreadsTheTold},
	{"two calls wait differently", hasLuckOfItsOwn},
	{"tokens stay between none and all", tokensWithinBounds},
	{"a success gives back what the last retry cost", refunds},
	{"deposits pay for all retries of any memory", depositsPay},
	{"retries under way stay within their share", shareIsKept},
	{"a budget at rest owes nothing", restsWhole},
}

func TestLaws(t *testing.T) {
	property.Suite[makers]{Sound: honest, Laws: laws, Mutants: mutants}.Run(t)
}

func drawBackoff(t *rapid.T) Backoff {
	b := Backoff{
		Base:   time.Duration(rapid.Int64Range(1, int64(time.Second)).Draw(t, "base")),
		Factor: rapid.SampledFrom([]float64{1, 1.5, 2, 3, 100}).Draw(t, "factor"),
		Jitter: rapid.SampledFrom([]Jitter{"", Full, Equal, Decorrelated, Proportional}).Draw(t, "jitter"),
		Spread: rapid.SampledFrom([]float64{0, .2, .5, 1}).Draw(t, "spread"),
	}
	if rapid.Bool().Draw(t, "capped") {
		b.Cap = b.Base + time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "cap"))
	}
	return b
}

// reach returns the ends of the n-th wait, computed without the machine.
func reach(b Backoff, n int, previous time.Duration) (lo, hi time.Duration) {
	top := func(x float64) time.Duration {
		x = min(x, float64(longest))
		if b.Cap > 0 {
			x = min(x, float64(b.Cap))
		}
		return time.Duration(x)
	}
	if b.Jitter == Decorrelated {
		return min(b.Base, top(float64(b.Base))), top(3 * float64(max(previous, b.Base)))
	}
	bound := float64(b.Base)
	for range n {
		bound *= b.Factor
	}
	v := top(bound)
	switch b.Jitter {
	case Full:
		return 0, v
	case Equal:
		return v / 2, v
	case Proportional:
		return time.Duration(float64(v)*(1-b.Spread)) - 1, time.Duration(float64(v)*(1+b.Spread)) + 1
	}
	return v, v
}

func waitsWithinBounds(t *rapid.T, m makers) {
	b := drawBackoff(t)
	key, previous := sim.Key(rapid.Uint64().Draw(t, "luck")), time.Duration(0)
	for n := range 12 {
		lo, hi := reach(b, n, previous)
		slack := time.Duration(n) // every multiplication rounds
		wait := m.backoff(b).Next(n, previous, key.Mix(uint64(n)).Rand())
		if wait < lo-slack*hi/1e6-slack || wait > hi+slack {
			t.Fatalf("wait %d of %+v after %v is %v, not in %v..%v", n, b, previous, wait, lo, hi)
		}
		previous = wait
	}
}

// waitsEvenly compares the mean and the lower quarter of many waits with those of
// a uniform draw: a nested draw, or one that leaves out an end, has others.
func waitsEvenly(t *rapid.T, m makers) {
	b := drawBackoff(t)
	n := rapid.IntRange(0, 3).Draw(t, "n")
	previous := b.Base
	lo, hi := reach(b, n, previous)
	if b.Base < 1000 || b.Jitter == "" || hi-lo < 1000 || b.Jitter == Decorrelated && b.Cap > 0 && b.Cap < 3*previous {
		return
	}
	const draws = 4000
	key, sum, low := sim.Key(rapid.Uint64().Draw(t, "luck")), 0.0, 0
	for i := range draws {
		at := float64(m.backoff(b).Next(n, previous, key.Mix(uint64(i)).Rand())-lo) / float64(hi-lo)
		sum += at
		if at < .25 {
			low++
		}
	}
	// Six standard errors are 0.027 and 0.041.
	if mean, quarter := sum/draws, float64(low)/draws; mean < .473 || mean > .527 || quarter < .209 || quarter > .291 {
		t.Fatalf("%+v, wait %d: mean at %.3f of the way, %.3f in the first quarter", b, n, mean, quarter)
	}
}

// errorsOf are ends of attempts, and the word for each.
var ends = map[string]error{
	"ok": nil, "failed": nodes.ErrFailed, "timed-out": errTimeout, "rejected": nodes.ErrFull, "not-sent": nodes.ErrNotSent,
}

var endNames = []string{"ok", "failed", "failed", "failed", "timed-out", "rejected", "not-sent"}

func drawPolicy(t *rapid.T) Config {
	c := Default()
	c.Attempts = rapid.IntRange(1, 6).Draw(t, "attempts")
	c.RetryOn = rapid.SampledFrom([][]string{{"failed", "timed-out"}, {"failed"}, {"failed", "rejected", "not-sent"}}).Draw(t, "retry on")
	c.Backoff = rapid.SampledFrom([]string{"none", "constant", "exponential"}).Draw(t, "backoff")
	c.Base = time.Duration(rapid.IntRange(1, 50).Draw(t, "base")) * ms
	c.LeastTime = time.Duration(rapid.IntRange(0, 20).Draw(t, "least")) * ms
	if rapid.Bool().Draw(t, "bounded") {
		c.MaxDuration = time.Duration(rapid.IntRange(1, 300).Draw(t, "max duration")) * ms
	}
	return c
}

// A life is what became of one call.
type life struct {
	begins   []sim.Time
	ends     []string
	waits    []time.Duration
	verdict  Verdict
	deadline sim.Time
}

// live makes a call whose attempts take random time and end at random.
func live(t *rapid.T, m makers, c Config, pushback *nodes.Pushback) life {
	var l life
	if rapid.Bool().Draw(t, "deadline") {
		l.deadline = sim.Time(rapid.IntRange(1, 400).Draw(t, "by")) * sim.Time(ms)
	}
	course := m.course(c, &nodes.Request{Deadline: l.deadline}, sim.Key(rapid.Uint64().Draw(t, "luck")))
	now := sim.Time(rapid.IntRange(0, 50).Draw(t, "start")) * sim.Time(ms)
	for course.Begin(now) {
		l.begins = append(l.begins, now)
		end := rapid.SampledFrom(endNames).Draw(t, "end")
		l.ends = append(l.ends, end)
		err := ends[end]
		if pushback != nil && end == "rejected" {
			err = pushback
		}
		now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "took")) * ms)
		wait, verdict := course.Next(now, err)
		l.verdict = verdict
		if verdict != Again {
			break
		}
		l.waits = append(l.waits, wait)
		now = now.Add(wait)
	}
	if course.Attempts() != len(l.begins) {
		t.Fatalf("counts %d attempts of %d", course.Attempts(), len(l.begins))
	}
	return l
}

func keepsToAttempts(t *rapid.T, m makers) {
	c := drawPolicy(t)
	l := live(t, m, c, nil)
	if len(l.begins) > c.Attempts {
		t.Fatalf("%d attempts, at most %d", len(l.begins), c.Attempts)
	}
	if l.verdict == Exhausted && len(l.begins) != c.Attempts {
		t.Fatalf("gave up after %d attempts of %d", len(l.begins), c.Attempts)
	}
}

func heedsDeadline(t *rapid.T, m makers) {
	c := drawPolicy(t)
	l := live(t, m, c, nil)
	for i, at := range l.begins {
		if l.deadline != 0 && (at >= l.deadline || l.deadline.Sub(at) < c.LeastTime) {
			t.Fatalf("attempt %d begins at %v, the deadline is %v, and it needs %v", i+1, at, l.deadline, c.LeastTime)
		}
		if c.MaxDuration > 0 && at.Sub(l.begins[0]) > c.MaxDuration {
			t.Fatalf("attempt %d begins %v after the first, at most %v", i+1, at.Sub(l.begins[0]), c.MaxDuration)
		}
	}
}

func retriesWhatIsListed(t *rapid.T, m makers) {
	c := drawPolicy(t)
	l := live(t, m, c, nil)
	for i, end := range l.ends {
		listed, last := false, i == len(l.ends)-1
		for _, o := range c.RetryOn {
			listed = listed || o == end
		}
		switch {
		case !listed && !last:
			t.Fatalf("attempt %d was %s, and there is another", i+1, end)
		case last && listed && l.verdict == Final:
			t.Fatalf("attempt %d was %s, and that was final", i+1, end)
		}
	}
}

func heedsPushback(t *rapid.T, m makers) {
	c := drawPolicy(t)
	after := time.Duration(rapid.IntRange(-1, 100).Draw(t, "after")) * ms
	if rapid.Bool().Draw(t, "cut") {
		c.RetryAfterMax = time.Duration(rapid.IntRange(1, 100).Draw(t, "most")) * ms
	}
	if rapid.Bool().Draw(t, "skewed") {
		c.RetryAfterJitter = time.Duration(rapid.IntRange(1, 100).Draw(t, "skew")) * ms
	}
	l := live(t, m, c, &nodes.Pushback{After: after})
	least := after
	if c.RetryAfterMax > 0 {
		least = min(after, c.RetryAfterMax)
	}
	for i, wait := range l.waits {
		if l.ends[i] == "rejected" && (after < 0 || wait < least || wait > least+c.RetryAfterJitter) {
			t.Fatalf("attempt %d was told to come again after %v, at most %v and %v more, and waits %v", i+1, after, c.RetryAfterMax, c.RetryAfterJitter, wait)
		}
	}
}

// spreadsTheTold has a crowd told the same instant: each quarter of the random time
// after it, or after the bound, gets its part of the crowd.
func spreadsTheTold(t *rapid.T, m makers) {
	c := Default()
	c.RetryOn = []string{"rejected"}
	c.RetryAfterJitter = time.Duration(rapid.IntRange(10, 100).Draw(t, "jitter")) * time.Second
	least := time.Duration(rapid.IntRange(0, 60).Draw(t, "after")) * time.Second
	told := &nodes.Pushback{After: least}
	if least > 0 && rapid.Bool().Draw(t, "cut") {
		c.RetryAfterMax = least
		told.After *= 2
	}
	var quarters [4]int
	luck := sim.Key(rapid.Uint64().Draw(t, "luck"))
	for i := range 400 {
		course := m.course(c, &nodes.Request{}, luck.Mix(uint64(i)))
		course.Begin(0)
		wait, _ := course.Next(0, told)
		quarters[min(3, max(0, 4*(wait-least)/c.RetryAfterJitter))]++
	}
	for _, n := range quarters {
		if n < 55 || n > 145 { // five standard errors about 100
			t.Fatalf("told %v, with %v on top, they come by quarters as %v", told.After, c.RetryAfterJitter, quarters)
		}
	}
}

// hasLuckOfItsOwn lets two calls of different luck fail at the same instants.
func hasLuckOfItsOwn(t *rapid.T, m makers) {
	c := Default()
	c.Attempts = 8
	a, b := rapid.Uint64().Draw(t, "a"), rapid.Uint64().Draw(t, "b")
	if a == b {
		return
	}
	same := 0
	one, other := m.course(c, &nodes.Request{}, sim.Key(a)), m.course(c, &nodes.Request{}, sim.Key(b))
	for range 7 {
		one.Begin(0)
		other.Begin(0)
		x, _ := one.Next(0, nodes.ErrFailed)
		y, _ := other.Next(0, nodes.ErrFailed)
		if x == y {
			same++
		}
	}
	if same > 1 {
		t.Fatalf("%d of 7 waits are the same", same)
	}
}
