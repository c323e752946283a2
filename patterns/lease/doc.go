// Package lease is the lock that ends by itself: one member of a group at a time
// may write, who holds a lease from an authority and renews it.
//
// # Idea
//
// A lock whose holder dies is held for ever; a lease is not. But its holder looks
// at the lease first and writes afterwards, and in between a collection of
// garbage, a moved virtual machine or a slow network may take longer than the
// lease lasts. Then two write. A fencing token, a number that grows with every
// holder, goes with each write, and the resource refuses a lower one than it has
// seen. No timing on the holder's side does the same.
//
// # Picture
//
//	holder 1: look ── paused ─────────────────────── write 33 ─► refused
//	authority:    lease over ── grant 34
//	holder 2:                      └─ look ─ write 34 ─► resource has seen 34
//
// # Knobs
//
// Config documents them; "wavetank describe lease" prints them.
//
// # Watch
//
// The pattern lies on the members, the clients' edges to them, the authority and
// the resource, all at once. Members count a lease from when they asked, the
// authority from when it answers, so that clocks may differ by the way there; a
// clock that runs slow by more than that is as bad as a pause. The authority has on
// its disk who holds the lease: after a restart the holder may renew, and all others
// wait for as long as a lease lasts, for it may just have been renewed. Without its
// disk it knows of nobody, and there may be two.
//
// # Source
//
// C. Gray and D. Cheriton, Leases, SOSP 1989; M. Kleppmann, How to do distributed
// locking (2016).
package lease
