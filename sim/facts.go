package sim

// The vocabulary that every report can rely on. What patterns and faults add
// to it is declared beside them.
//
// The life of a request: RequestStarted once, then exactly one of RequestOK,
// RequestFailed, RequestTimedOut and RequestRejected, unless the run ends
// first. For these Owner is the load, Key the request's identity, and for the
// last four Value is the latency in nanoseconds from the intended start and
// Extra the intended start itself.
var (
	RequestStarted  = NewKind("request.started", "a load meant to send a request now")
	RequestOK       = NewKind("request.ok", "a request was answered well")
	RequestFailed   = NewKind("request.failed", "a request was answered with an error, or its connection broke")
	RequestTimedOut = NewKind("request.timed_out", "a load gave a request up")
	RequestRejected = NewKind("request.rejected", "a request was turned away unserved")

	// RequestDegraded comes with a RequestOK whose answer lacks an optional part.
	RequestDegraded = NewKind("request.degraded", "an answer lacked an optional part")

	// AttemptSent is one call put on the network, at any hop, on behalf of a
	// request: Owner calls Peer for Load, and Extra is the intended start of the
	// request. Attempts over requests is the amplification of the load.
	AttemptSent = NewKind("attempt.sent", "a call was put on the network, at any hop")

	// WorkWasted is work that ended after its caller had given up, or somebody for whom
	// that one waits: Owner is the node, Value the span of the work in nanoseconds,
	// without its waiting for calls to others.
	WorkWasted = NewKind("work.wasted", "work ended after its caller had given up, or somebody for whom that one waits")

	// ItemWriting, ItemWritten and ItemRead are what becomes of the items that
	// requests read and write, as the load that sent them sees it: a write begins,
	// is acknowledged; a read is answered. Owner is the load, Key the request, Value
	// the item, Extra the token of the write, or of the write that the read found,
	// zero if it found none. A write that began and was not acknowledged may have
	// happened or not. Peer is the store, if there are several: see Fact.Item.
	ItemWriting = NewKind("item.writing", "a load meant to write an item")
	ItemWritten = NewKind("item.written", "a load heard that its write was done")
	ItemRead    = NewKind("item.read", "a load heard what its read found")

	// FaultBegan and FaultEnded frame a fault: Owner is the fault, Note says what
	// it does, and at its end Value counts what it touched. A fault that is still
	// on when the run ends has its FaultEnded then.
	FaultBegan = NewKind("fault.began", "a fault took effect")
	FaultEnded = NewKind("fault.ended", "a fault was undone")
)
