// Package rafttest tests members of Raft groups, of package raft or of another
// implementation of its [raft.Engine]. No simulation runs it.
//
// A [Storm] puts a group into storms under a scheduler of its own, and a checker
// holds every step against the laws. A [Trial] is the election that follows when a
// leader has crashed, as theory and the literature speak of it.
package rafttest
