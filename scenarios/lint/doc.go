// Package lint works out, from a scenario alone, what a run of it can hardly show
// otherwise than one means it: who is given more than he can do, whose timeout is
// longer than that of whoever waits for him, what cannot act as it is configured.
//
// # Idea
//
// A result is no better than the scenario. A breaker that needs a hundred calls in
// ten seconds, and gets five, is not found useless by a comparison, but was never
// tried. Arithmetic knows that before the first event: rates, routes, repeats,
// probabilities and mean work make utilisations; timeouts and attempts multiply
// along paths; windows hold so many calls. Every Note says where, what, with which
// number, and what would mend it. None is an error: a person may mean it.
//
// # Picture
//
//	scenario, variant ─► arm: who calls whom, what lies where
//	                      │
//	                      ├─► flow: visits of each route by a request of each load ─► utilisation
//	                      ├─► walk: every path down from a load ─► timeouts, hangs, attempts
//	                      └─► each pattern: evidence for each caller ─► what cannot act
//
// # What it does not know
//
// Means say nothing about luck: a queue at 95 % is long, one at 80 % can be. What
// patterns call by themselves is not in the flow, nor is time on the network: both
// make utilisations a little low. Where arithmetic cannot tell, there is no note.
package lint
