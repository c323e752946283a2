// Package broker is the message broker: topics in partitions, consumer groups, and
// delivery at least once.
//
// # Idea
//
// A caller waits for the answer and fails when there is none. A publisher that
// leaves a message with a broker is done: the broker keeps the message until each
// subscription has dealt with it, however often the broker or a consumer crashes
// meanwhile. It may come more than once, and messages about one item come in order.
//
// # Picture
//
//	publish ─► journal, fsync ─► acknowledged
//	              │
//	              ▼ partition of the item
//	          ┌───┬───┬───┬───┐
//	          │ 7 │ 8 │ 9 │10 │ ◄─ end
//	          └───┴─┬─┴───┴───┘
//	                └ cursor of a subscription ─► the member that owns the partition
//	                  moves on when that has acknowledged; until then, again
//
// [Log], [Cursor] and [Roster] are pure machines. A [Log] is the fold over the records
// of the journal, so that what survives a crash is what the journal holds; a [Cursor]
// is one subscription's way through one partition; a [Roster] says which member owns
// it. The shell writes, calls and tells.
//
// A broker is a part that is laid on a node, as every other store here is: the node
// gives it disk, links and faults. The routes of the node that subscriptions name
// are its topics, so that to publish is to call, and each delivery is a call of the
// consumer's route. Work, errors, timeouts and other patterns apply to both as they
// do to any call. A kind of node in the language would have had to repeat all that.
//
// # Knobs
//
// Config documents them; "wavetank describe broker" prints them. Mode "direct" is
// the baseline that keeps nothing.
//
// # Watch
//
// At least once is not once: what was dealt with since the last commit is delivered
// again after a crash, and so is what a consumer has dealt with and could not say
// so. See inbox. A member that is slow to answer loses its partitions while it still
// works: for a moment two work on one of them. A message that nobody can deal with
// holds up its partition for ever, unless max_deliveries parks it, and then those
// behind it overtake it (stuck-partition). Retention forgets what nobody has read.
// A service that only publishes does not see the lag.
//
// A broker is one machine: instances of its node are brokers of their own, and
// nothing is replicated.
//
// # Source
//
// J. Kreps, N. Narkhede and J. Rao, Kafka: a Distributed Messaging System for Log
// Processing (2011), for partitions, offsets and groups. To call the consumer and to
// park after so many deliveries follow Google Cloud Pub/Sub's push subscriptions and
// Amazon SQS.
package broker
