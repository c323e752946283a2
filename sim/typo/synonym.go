package typo

import (
	"slices"
	"strings"
	"unicode"
)

// synonyms are words of other tools, and behind each what it is called here: the first
// of them that is allowed.
const synonyms = `
kill: crash
stop: crash
die: crash
terminate: crash
shutdown: crash
outage: crash
latency: delay latency work
lag: delay latency
slowness: slow
degrade: slow
freeze: pause
stall: pause
gc: pause
netsplit: partition
split: partition
isolate: partition
disconnect: partition
drop: loss
packet_loss: loss
flaky: errors
breaker: circuit-breaker
circuitbreaker: circuit-breaker
circuit_breaker: circuit-breaker
limiter: rate-limiter
ratelimit: rate-limiter
throttling: adaptive-throttle
leader_election: election
consensus: election
clock_bound: clock-bound-wait
commit_wait: clock-bound-wait
event_store: event-sourcing
message_broker: broker
message_queue: broker
transactional_outbox: outbox
distributed_lock: lease
lock: lease
failure_detector: membership
failure_detection: membership
epidemic: gossip
anti_entropy: gossip
2pc: two-phase-commit
prevote: pre_vote
multi_paxos: paxos
balancer: load-balancer
lb: load-balancer
shedding: load-shedding
throttle: throttle adaptive-throttle
outlier_detection: load-balancer eject
outlier_ejection: load-balancer
ejector: load-balancer
liveness: health-check
liveness_probe: health-check
readiness_probe: health-check
connection_pool: bulkhead
thread_pool: bulkhead
time_limiter: timeout
hedging: hedge
retries: attempts max_attempts retry
max_retries: attempts max_attempts
max_retry_attempts: attempts
max_attempts: attempts
tries: attempts
concurrency: workers max_concurrent
threads: workers max_concurrent
parallelism: workers max_concurrent
pool: workers max_concurrent
permits: max_concurrent workers
max_concurrency: max_concurrent workers
max_parallel: max_concurrent workers
max_concurrent: workers
replicas: instances
copies: instances
rps: rate
qps: rate
tps: rate
throughput: rate goodput
capacity: queue workers burst
backlog: queue
queue_size: queue
max_queue: queue
deadline: timeout total
timeout: attempt total
per_try_timeout: attempt
error_rate: errors failure_rate
failures: errors faults
threshold: failure_rate
failure_threshold: failure_rate consecutive fall
failure_rate_threshold: failure_rate
sleep_window: open_for
break_duration: open_for
duration_of_break: open_for
cooldown: open_for
reset_timeout: open_for
wait_duration: open_for base
wait_duration_in_open_state: open_for
half_open_requests: trials
initial_interval: base
initial_delay: base
initial_delay_seconds: initial_delay
period_seconds: interval
timeout_seconds: timeout
min_delay: base
max_delay: cap
max_interval: cap
delay: base open_for
multiplier: factor
backoff_multiplier: factor
exponential_backoff_multiplier: factor
backoff_type: backoff
use_jitter: jitter
retryable_status_codes: retry_on
retry_exceptions: retry_on
non_fatal_status_codes: non_fatal
max_tokens: budget_tokens burst
token_ratio: budget_deposit
hedging_delay: delay
max_hedged_attempts: max_hedges
expiry: ttl
max_size: capacity
max_connection_duration: max_connection_age
max_age: max_connection_age
max_connections: connections max_concurrent
maximum_pool_size: max_concurrent
pool_size: max_concurrent
max_requests: max_concurrent trials
max_concurrent_calls: max_concurrent
permit_limit: max_concurrent
max_pending_requests: queue
queue_limit: queue
queue_capacity: queue
connection_timeout: max_wait
max_wait_duration: max_wait
timeout_duration: total max_wait
limit_for_period: burst
limit_refresh_period: every
pick_first: pick-first
weight: weights
slow_start_window: slow_start
slow_start_duration: slow_start
least_requests: least-outstanding
least_request: least-outstanding
least_connections: least-outstanding
least_conn: least-outstanding
leastconn: least-outstanding
p2c: power-of-d
choice_count: d
decay_time: decay
ewma: peak-ewma
max_ejection_percent: max_ejection
base_ejection_time: base
max_ejection_time: longest
consecutive_5xx: consecutive
consecutive_5xx_errors: consecutive
consecutive_gateway_failure: consecutive
consecutive_gateway_errors: consecutive
consecutive_local_origin_failure: consecutive
success_rate_stdev_factor: deviations
success_rate_minimum_hosts: minimum_hosts
success_rate_request_volume: volume
failure_percentage_threshold: failure_percentage
enforcing_consecutive_5xx: enforce_consecutive
enforcing_success_rate: enforce_deviations
enforcing_failure_percentage: enforce_failure_percentage
max_ejection_time_jitter: jitter
always_eject_one_host: at_least_one
healthy_panic_threshold: panic_threshold
consecutive_errors: consecutive
unhealthy_threshold: fall
healthy_threshold: rise
num_retries: attempts
retry_budget: budget
budget_percent: budget_share
min_retry_concurrency: budget_least
percent: in-flight
backoff_base: base
base_interval: base
base_delay: base
initial_backoff: base
max_backoff: cap
max_retry_after: retry_after_max
success_threshold: trial_successes rise
half_open_calls: trials
half_open_max_calls: trials
permitted_number_of_calls_in_half_open_state: trials
sliding_window_size: window
sampling_window: window
sampling_duration: window_time
sliding_window_type: rule
count_based: count
time_based: time
minimum_throughput: minimum_calls
failure_ratio: failure_rate
error_threshold_percentage: failure_rate
slow_call_rate_threshold: slow_call_rate
slow_call_duration_threshold: slow_call
record_exceptions: failures
record_result: failures
record_failure_predicate: failures
should_handle: failures retry_on
ignore_exceptions: ignored
automatic_transition_from_open_to_half_open_enabled: automatic
max_wait_duration_in_half_open_state: trial_deadline
state: mode
open: forced-open
isolated: forced-open
closed: normal
interval: window_time
ready_to_trip: failures
consecutive_failures: consecutive fall
consecutive5xx_errors: consecutive
volume_threshold: minimum_calls
min_requests: minimum_calls
min_calls: minimum_calls
enable_exponential_backoff: backoff
interval_function: backoff
randomized_wait_factor: spread
randomization_factor: spread
percent_can_retry: budget_share
min_retries_per_second: budget_rate
after: attempt delay
limit: max_concurrent rate total
request_timeout: total
max_duration: total
time: total
max_parallelization: max_concurrent
max_queuing_actions: queue
core_thread_pool_size: max_concurrent
max_thread_pool_size: max_concurrent
size: max_concurrent capacity
requests_per_second: rate
refill: rate
refill_rate: rate
period: every
percentile: quantile
algorithm: policy
strategy: policy
default: answer
value: answer
expire_after_write: ttl
lifetime: ttl
maximum_size: capacity
max_entries: capacity
minimum_number_of_calls: minimum_calls
request_volume_threshold: minimum_calls
negative_ttl: negative
swr: stale_while_revalidate
max_rejection_probability: most
service: nodes
services: nodes
node: nodes
server: nodes
servers: nodes
clients: loads
client: loads
traffic: loads
workload: loads
workloads: loads
load: loads
endpoints: routes
handlers: routes
network: links
edges: links
connections: links
arms: variants
experiments: variants
chaos: faults
fault: faults
events: faults
assert: expect
asserts: expect
expectations: expect
expectation: expect
thresholds: expect
invariants: invariant
target: to node
host: node
start: at
duration: for total
begin: at
until: for
dependencies: calls
downstream: calls
`

// spelled returns a word in small letters with underscores, however its words are parted:
// perTryTimeout, PER_TRY_TIMEOUT and per-try-timeout are per_try_timeout.
func spelled(word string) string {
	var b strings.Builder
	small := false // the letter before is
	for _, c := range word {
		switch {
		case c == '-' || c == ' ':
			c = '_'
		case unicode.IsUpper(c) && small:
			b.WriteByte('_')
		}
		small = unicode.IsLower(c) || unicode.IsDigit(c)
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// synonym returns the allowed word that another tool's word stands for, or "".
func synonym(got string, allowed []string) string {
	at := strings.Index(synonyms, "\n"+spelled(got)+": ")
	if at < 0 || strings.ContainsAny(got, "\n:") {
		return ""
	}
	line, _, _ := strings.Cut(synonyms[at+1:], "\n")
	_, words, _ := strings.Cut(line, ": ")
	for word := range strings.FieldsSeq(words) {
		if slices.Contains(allowed, word) {
			return word
		}
	}
	return ""
}
