// Package selection chooses the best of many designs whose worth can only be observed
// with noise. It knows nothing of what a design is: a level for each knob, and an
// observation for each design and instance. Instances are shared, so that what two
// designs come to on one is a paired difference.
//
//	Problem.Begin ─► Ask ─► observations ─► Tell ─► Ask … nil ─► Result
//
// A Race is a function from observations to the next questions: whoever answers them may
// do so in any order and with any number of hands.
//
// It is an iterated race (López-Ibáñez, Dubois-Lacoste, Pérez Cáceres, Birattari and
// Stützle, The irace package: iterated racing for automatic algorithm configuration,
// Operations Research Perspectives 3, 2016). Within it designs go out by the rule of Kim
// and Nelson (A fully sequential procedure for indifference-zone selection in
// simulation, ACM TOMACS 11, 2001) with common random numbers. Who stays where the budget
// ends first, [Allocate] tells (Chen, Lin, Yücesan and Chick, Simulation budget allocation
// for further enhancing the efficiency of ordinal optimization, Discrete Event Dynamic
// Systems 10, 2000).
//
//	problem.go    what is chosen from
//	race.go       who is asked next
//	beaten.go     when one design is better than another
//	propose.go    which designs enter
//	allocate.go   how a budget is best spent
//	result.go     what came of it
package selection
