package typo

import (
	"slices"
	"strings"
)

// elsewhere are words of other tools that nothing stands for where the word after the bar
// is allowed, and behind each what to write instead.
const elsewhere = `
per_try_timeout | retry_on: attempt of a pattern of kind timeout, named after the retry in its variant
attempt_timeout | retry_on: attempt of a pattern of kind timeout, named after the retry in its variant
timeout | retry_on: of a pattern of kind timeout, attempt for each attempt if it is named after the retry in its variant, or total for all
mode | retry_on: budget = "token-bucket" for the standard mode of the AWS SDKs; the sending rate of their adaptive mode is not built
retry_mode | retry_on: budget = "token-bucket" for the standard mode of the AWS SDKs; the sending rate of their adaptive mode is not built
retries | attempts: attempts, one more, as it counts the first
max_retries | attempts: attempts, one more, as it counts the first
num_retries | attempts: attempts, one more, as it counts the first
max_retry_attempts | attempts: attempts, one more, as it counts the first
max_attempts | max_hedges: max_hedges, one less, as the first attempt is none
attempts | max_hedges: max_hedges, one less, as the first attempt is none
timeout | open_for: open_for for how long it stays open, or a pattern of kind timeout for how long a call is waited for
permit_limit | burst: rate, which is permits a time as in "100/s", and burst for those at once
tokens_per_fill | burst: rate, which is tokens a time as in "100/s"
fill_interval | burst: rate, which is tokens a time as in "100/s"
eviction | ttl: capacity; a full cache gives up the answer that was not used for longest
disabled | forced-open: normal; a breaker that never acts is left out of the variant, or is metrics-only
off | forced-open: normal; a breaker that never acts is left out of the variant, or is metrics-only
adaptive | token-bucket: token-bucket for the standard mode of the AWS SDKs; the sending rate of their adaptive mode is not built
`

// Instead says what to write instead of a word that other tools have and that is called
// nothing here, or not quite the same, given what is allowed; "" if it knows nothing.
func Instead(got string, allowed []string) string {
	for line := range strings.Lines(elsewhere[1:]) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " | ")
		near, instead, _ := strings.Cut(rest, ": ")
		if word == spelled(got) && slices.Contains(allowed, near) {
			return instead
		}
	}
	return ""
}
