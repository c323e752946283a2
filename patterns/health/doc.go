// Package health checks instances by requests of its own: on an edge, so that those that
// fail are not called, and on a node, so that they are restarted.
//
// # Idea
//
// An instance that answers nobody is found out by whoever waits for it in vain. A check
// asks each of them from time to time, whether or not there is something to do, and takes
// it for down after so many bad answers in a row, and for up again after so many good ones:
// one bad answer is chance, and one good one, too.
//
// # Picture
//
//	           fall bad checks in a row
//	UP ──────────────────────────────────────► DOWN
//	▲                                            │
//	└────────── rise good checks in a row ◄──────┘
//
//	on = "users -> web"   each caller checks each instance: who is down is not called
//	on = "web"            each machine is checked from inside: who is down is restarted,
//	                      and while it is away nobody calls it
//
// The machine is pure: [Streak] counts. The shell asks at each interval, and waits no
// longer than the timeout. On an edge it sets a flag in the view of who is available, at
// which every choice of an instance looks; with too few of them up all are called, or
// calls are refused.
//
// # Knobs
//
// Config documents them; "wavetank describe health-check" prints them. A check is a
// request to a route, which waits in the same queue as the others. Those of a caller cross
// the network; those of a machine do not.
//
// # Watch
//
// It helps against what fails everything, and is blind to what fails only the work: a gray
// failure that spares the route of the check, as deep as that goes. It hurts where an
// instance is slow because it is busy. To restart it loses its queue and its caches and
// gives its share to the others, which are busier by that, and follow: a check that waits
// in the queue must be more patient than the longest queue that ends by itself.
//
// # Source
//
// The words are those of HAProxy (inter, fall, rise), whose defaults an edge has; a
// readiness and a liveness probe of Kubernetes (periodSeconds, failureThreshold) are the
// same on an edge and on a node.
package health
