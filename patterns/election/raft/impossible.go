package raft

// An Impossible is what a member finds that cannot be while disks keep what was
// synced: an entry that was committed is to go, or is missing. It panics with that,
// as a real member's process ends at such an assertion.
type Impossible string
