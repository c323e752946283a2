// Package meter counts what goes on inside the nodes of a run and is no fact: how busy a
// machine is, who waits there, how long calls take. Who asks for it makes the meters, and
// reads them at the end; the nodes fill them. That is done in place, and many spans go to
// a distribution at a time, because some of it happens at every hop.
//
//	calls := meter.NewCalls(warmUp, latency, nil)
//	calls.Begin(now)
//	calls.Well(start, now)
//	calls.Flush() // latency has all spans now
//
// A meter observes and changes nothing: the digest of a run does not depend on it. An
// instant is always in true time, and never before the last.
//
//	calls.go     requests to a route, attempts over an edge
//	service.go   the workers and the queue of a machine
//	spans.go     spans on their way to a distribution; sums of counts by time
package meter
