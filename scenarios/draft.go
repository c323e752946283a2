package scenarios

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"wavetank/patterns/knob"
	"wavetank/scenarios/language"
	"wavetank/sim"
	"wavetank/sim/typo"
)

// A Draft is what somebody knows of his system before he has a scenario.
type Draft struct {
	Services []string // the first meets the loads, the last will hang
	Calls    []string // "A->B" or "A -> B"; none is each service the next
	Loads    []string // "NAME=RATE", to the first service, or "NAME=RATE@SERVICE"
}

// A sketch is a draft that was understood.
type sketch struct {
	Draft
	calls  map[string][]string // by service, in the order of the draft
	loads  []draftLoad
	budget map[string]time.Duration // how long all calls of a service may take
	work   map[string]time.Duration // the mean time that a service takes for a request, its calls included
	rate   map[string]float64       // requests per second of a service
}

type draftLoad struct {
	name, to, text string
	rate           float64
}

// What a drafted service does with a request: the last is the slowest.
const (
	draftWork, draftMean = "exp 2ms", 2 * time.Millisecond
	lastWork, lastMean   = "lognormal p50=5ms p99=25ms", 6 * time.Millisecond
	callTimeout          = 200 * time.Millisecond // of a call that calls nobody in turn
)

// TOML returns a scenario with comments that can be run at once.
func (d Draft) TOML() ([]byte, error) {
	k := sketch{Draft: d, calls: map[string][]string{}, budget: map[string]time.Duration{}, work: map[string]time.Duration{}, rate: map[string]float64{}}
	for _, read := range []func() error{k.readServices, k.readCalls, k.readLoads} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	for _, service := range k.Services {
		if err := k.measure(service, nil); err != nil {
			return nil, err
		}
	}
	for _, l := range k.loads {
		k.flow(l.to, l.rate)
	}
	text := k.write()
	_, err := Parse("draft.toml", text)
	return text, err
}

func (k *sketch) readServices() error {
	if len(k.Services) == 0 {
		return errors.New("a scenario needs a service: --services web,orders,payment")
	}
	for i, name := range k.Services {
		if slices.Contains(k.Services[:i], name) {
			return fmt.Errorf("--services: %q stands there twice", name)
		}
		if !language.IsName(name) {
			return fmt.Errorf("--services: %q cannot be the name of a node: a letter, then letters, digits, _ and -", name)
		}
	}
	return nil
}

func (k *sketch) readCalls() error {
	for i := range k.Services[:len(k.Services)-1] {
		if k.Calls == nil {
			k.calls[k.Services[i]] = []string{k.Services[i+1]}
		}
	}
	for _, text := range k.Calls {
		from, to, ok := strings.Cut(text, "->")
		from, to = strings.TrimSpace(from), strings.TrimSpace(to)
		if !ok {
			return fmt.Errorf("--calls: %q is not A->B", text)
		}
		for _, name := range []string{from, to} {
			if !slices.Contains(k.Services, name) {
				return fmt.Errorf("--calls: there is no service %q; %s", name, typo.OrElse(name, k.Services))
			}
		}
		if slices.Contains(k.calls[from], to) {
			return fmt.Errorf("--calls: %s -> %s stands there twice", from, to)
		}
		k.calls[from] = append(k.calls[from], to)
	}
	return nil
}

func (k *sketch) readLoads() error {
	if len(k.Loads) == 0 {
		return errors.New("a scenario needs a load: --loads users=100/s")
	}
	for _, text := range k.Loads {
		name, rest, ok := strings.Cut(text, "=")
		speed, to, _ := strings.Cut(rest, "@")
		to = cmp.Or(to, k.Services[0])
		rate, err := sim.ParseRate(speed)
		switch {
		case !ok:
			return fmt.Errorf("--loads: %q is not NAME=RATE, such as users=100/s", text)
		case err != nil:
			return fmt.Errorf("--loads: %s: %w", text, err)
		case rate <= 0:
			return fmt.Errorf("--loads: %s: nobody comes", text)
		case !slices.Contains(k.Services, to):
			return fmt.Errorf("--loads: there is no service %q; %s", to, typo.OrElse(to, k.Services))
		}
		k.loads = append(k.loads, draftLoad{name, to, speed, rate})
	}
	return nil
}

func (k *sketch) last() string { return k.Services[len(k.Services)-1] }

// measure works out how long a request of a service takes, and how long it may. Path is
// who calls it.
func (k *sketch) measure(service string, path []string) error {
	if i := slices.Index(path, service); i >= 0 {
		return fmt.Errorf("--calls: a request would never end: %s", strings.Join(append(path[i:], service), " -> "))
	}
	if _, known := k.work[service]; known {
		return nil
	}
	work, budget := draftMean, time.Duration(0)
	if service == k.last() {
		work = lastMean
	}
	for _, to := range k.calls[service] {
		if err := k.measure(to, append(path, service)); err != nil {
			return err
		}
		work += k.work[to] + 2*time.Millisecond // there and back
		budget += k.budget[to] + callTimeout
	}
	k.work[service], k.budget[service] = work, budget
	return nil
}

// flow adds the requests that come to a service, and those that it makes.
func (k *sketch) flow(service string, rate float64) {
	k.rate[service] += rate
	for _, to := range k.calls[service] {
		k.flow(to, rate)
	}
}

// workers returns how many keep a service below 40 % busy.
func (k *sketch) workers(service string) int {
	return max(8, int(math.Ceil(k.rate[service]*k.work[service].Seconds()/0.4)))
}

// guarded returns the edges to the last service.
func (k *sketch) guarded() []string {
	var edges []string
	for _, service := range k.Services {
		if slices.Contains(k.calls[service], k.last()) {
			edges = append(edges, knob.Quote(service+" -> "+k.last()))
		}
	}
	for _, l := range k.loads {
		if l.to == k.last() {
			edges = append(edges, knob.Quote(l.name+" -> "+k.last()))
		}
	}
	return edges
}
