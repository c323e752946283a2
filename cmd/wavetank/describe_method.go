package main

import (
	"fmt"
	"io"
)

// A method is how something is found, and after whom.
type method struct{ name, words, sources string }

// methods are those of the commands that make many runs.
var methods = []method{
	{"pairing", "A draw belongs to a request, not to a clock: a seed is the same arrivals, work, luck and faults in every variant and at every value of a knob. What is compared are differences, seed by seed. Between neighbouring settings that saves 30 to 130 times the runs.", ""},
	{"knee", "As a seed is one sample path whatever the key is, it has a threshold of its own, which is bisected as if nothing were random. The distribution over the seeds is told, with intervals between order statistics, which hold for any distribution. A further run in each seed looks for an inversion.",
		"Chen and Schmeiser, Stochastic root finding via retrospective approximation, IIE Transactions 33, 2001."},
	{"tune", "An iterated race. Designs are given the same blocks of five seeds; whoever is beaten goes out, and new designs enter near those that are left. A pair is compared by its differences: one goes out as soon as its mean lies above the other's by more than a margin that begins wide, by the scatter of the differences in the first ten seeds or in all, and shrinks to nothing. With the difference that does not matter as its zone, the best of all that raced or one within the zone of it wins with 95 %, the risk being shared among all pairs. By several objectives a design goes out that is beaten in one and in no other better by more than the zone; the winner is the one nearest to the ideal point, each objective counted by its span. What breaks a constraint by four standard errors goes out, and what is not shown to keep it puts nobody out. If the budget ends a generation, those stay to which an optimal allocation would give most. What is left, yours and the defaults of libraries, also those that no knob allows, which do not race, are run again with fresh seeds, and those numbers decide whether yours are as good: the race favours whoever was lucky.",
		"López-Ibáñez, Dubois-Lacoste, Pérez Cáceres, Birattari and Stützle, The irace package, Operations Research Perspectives 3, 2016. Kim and Nelson, A fully sequential procedure for indifference-zone selection in simulation, ACM TOMACS 11, 2001. Chen, Lin, Yücesan and Chick, Simulation budget allocation, Discrete Event Dynamic Systems 10, 2000."},
	{"metastability", "A system is metastable that stays overloaded after what pushed it is gone, at a load that it bears otherwise. Here it can be told: the same seed is run without the fault, and without the surge of load. Where it is, a phase plot draws what waits in the queues against the requests in flight: three seeds are run without the faults, with a quarter, half and three quarters of their length, and in full, and an arrow for each cell says where the system moves from there on average while no fault is on, its colour whether it comes back.",
		"Bronson, Aghayev, Charapko and Zhu, Metastable failures in distributed systems, HotOS 2021. Huang, Magnusson, Muralikrishna, Estyak, Isaacs, Aghayev, Zhu and Charapko, Metastable failures in the wild, OSDI 2022."},
	{"intervals", "Of means, a t interval bent by the skewness; of medians, between order statistics. See describe metrics.",
		"Willink, A confidence interval and test for the mean of an asymmetric distribution, Communications in Statistics 34, 2005. Hettmansperger and Sheather, Confidence intervals based on interpolated order statistics, Statistics & Probability Letters 4, 1986."},
}

// describeMethod says how what is found is found.
func describeMethod(w io.Writer) error {
	for i, m := range methods {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, m.name)
		wrap(w, m.words, "  ")
		if m.sources != "" {
			wrap(w, "After: "+m.sources, "  ")
		}
	}
	return nil
}
