// Package quorummodel holds the models of quorums that the literature speaks of. The
// tests of the pattern hold them, and its store, against published tables; no
// simulation runs them.
//
// A [Quorum] and [Availability] are arithmetic. [WARS] is the model of
// probabilistically bounded staleness: [WARS.Trial] draws one write and one read.
package quorummodel
