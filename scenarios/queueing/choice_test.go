package queueing

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// birthAndDeath solves the queue M/M/c/K+M: c servers of rate mu, room for so
// many, and patience of rate theta for those who wait (Kleinrock, Queueing Systems
// I, chapter 3). It returns what queueMeasures measures.
func birthAndDeath(lam, mu, theta float64, c, room int) row {
	p, sum := []float64{1}, 1.0
	for n := 1; n <= room; n++ {
		leave := mu*float64(min(n, c)) + theta*float64(max(0, n-c))
		p = append(p, p[n-1]*lam/leave)
		sum += p[n]
	}
	var present, served float64
	for n := range p {
		p[n] /= sum
		present += p[n] * float64(n)
		served += p[n] * mu * float64(min(n, c))
	}
	return row{
		"P_empty": p[0], "P_lost": 1 - served/lam, "P_delay": 1 - total(p[:c]),
		"mean_in_system": present, "throughput": served, "utilisation": served / mu / float64(c),
	}
}

func total(list []float64) (sum float64) {
	for _, x := range list {
		sum += x
	}
	return sum
}

// TestTruthOfParametersOfAnyonesChoice draws services with any number of servers,
// any load, room and patience, and work from microseconds to seconds.
func TestTruthOfParametersOfAnyonesChoice(t *testing.T) {
	r := rand.New(rand.NewPCG(2026, 7))
	for i := range 12 {
		scale := []float64{0.001, 0.03, 1, 100}[r.IntN(4)] // of time, in units
		c := 1 + r.IntN(12)
		mu := (0.5 + r.Float64()) / scale
		lam := mu * float64(c) * (0.3 + r.Float64())
		queue := r.IntN(20)
		theta, node := 0.0, fmt.Sprintf("workers = %d\nqueue = %d", c, queue)
		if r.IntN(2) == 0 {
			theta = mu * 2 * r.Float64()
			node += fmt.Sprintf("\nmax_wait = 'exp %s'", span(1/theta))
		}
		name := fmt.Sprintf("%s, work %s, rate %s", strings.ReplaceAll(node, "\n", ", "), span(1/mu), per(lam))
		t.Run(name, func(t *testing.T) {
			seldom(t, i < 3)
			measures := queueMeasures()
			measures["P_lost"] = measures["P_block"]
			experiment{
				row: birthAndDeath(lam, mu, theta, c, c+queue), measures: measures,
				text: station(node, "exp "+span(1/mu), lam), spans: 150_000 / lam,
			}.run(t)
		})
	}
}
