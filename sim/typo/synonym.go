package typo

import (
	"slices"
	"strings"
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
balancer: load-balancer
lb: load-balancer
shedding: load-shedding
throttle: throttle adaptive-throttle
retries: attempts max_attempts retry
max_retries: attempts max_attempts
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
capacity: queue workers
backlog: queue
queue_size: queue
max_queue: queue
deadline: timeout total
timeout: attempt total
per_try_timeout: attempt
error_rate: errors failure_rate
failures: errors faults
threshold: failure_rate
failure_threshold: failure_rate consecutive
failure_rate_threshold: failure_rate
sleep_window: open_for
cooldown: open_for
reset_timeout: open_for
wait_duration: open_for
wait_duration_in_open_state: open_for
half_open_requests: trials
initial_interval: base
initial_delay: base
min_delay: base
max_delay: cap
max_interval: cap
multiplier: factor
expiry: ttl
max_size: capacity
max_connection_duration: max_connection_age
max_age: max_connection_age
max_connections: connections max_concurrent
pick_first: pick-first
weight: weights
slow_start_window: slow_start
slow_start_duration: slow_start
least-requests: least-outstanding
least_requests: least-outstanding
least-request: least-outstanding
least_request: least-outstanding
least-connections: least-outstanding
least_conn: least-outstanding
leastconn: least-outstanding
p2c: power-of-d
ewma: peak-ewma
max_ejection_percent: max_ejection
base_ejection_time: base
max_ejection_time: longest
consecutive_5xx: consecutive
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
success_threshold: trial_successes
half_open_calls: trials
half_open_max_calls: trials
permitted_number_of_calls_in_half_open_state: trials
sliding_window_size: window
sampling_window: window
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
duration: for
begin: at
until: for
dependencies: calls
downstream: calls
`

// synonym returns the allowed word that another tool's word stands for, or "".
func synonym(got string, allowed []string) string {
	at := strings.Index(synonyms, "\n"+strings.ToLower(strings.ReplaceAll(got, " ", "_"))+": ")
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

// Understood returns the allowed word that got stands for beyond doubt: itself, a
// synonym, or the only word that begins with it or has it as a part. "" is none.
func Understood(got string, allowed []string) string {
	if slices.Contains(allowed, got) {
		return got
	}
	if word := synonym(got, allowed); word != "" {
		return word
	}
	if len(got) < 3 {
		return ""
	}
	found := ""
	for _, word := range allowed {
		switch {
		case !strings.HasPrefix(word, got):
		case found != "":
			return hasPart(got, allowed)
		default:
			found = word
		}
	}
	if found == "" {
		return hasPart(got, allowed)
	}
	return found
}
