// Package membershipmodel holds the model of SWIM's failure detector that the paper
// analyses, [Probing]. The tests of the pattern hold it, and the pattern's machine,
// against published tables; no simulation runs it.
package membershipmodel
