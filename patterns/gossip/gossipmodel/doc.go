// Package gossipmodel holds the models of gossip that the literature speaks of. The
// tests hold them against published tables; no simulation runs them.
//
// An [Epidemic] spreads one rumour in synchronous cycles. A [Crowd] spreads one among
// up to a million members in virtual time, each with its own timer.
package gossipmodel
