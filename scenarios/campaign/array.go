package campaign

import (
	"errors"
	"fmt"
	"strconv"
)

// arrays are the variables by which a system that runs a job many times tells each which
// it is. Where first is set, it holds the index of the first.
var arrays = []struct{ system, index, count, first string }{
	{"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN"},
	{"Kubernetes", "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", ""},
	{"AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", ""},
}

// ShardOf returns the shard that the environment asks for: that of Slurm
// (SLURM_ARRAY_TASK_ID, _COUNT and _MIN; in steps of one), of a Kubernetes indexed job
// (JOB_COMPLETION_INDEX, with JOB_COMPLETIONS set in its template, as Kubernetes tells
// no count), or of AWS Batch (AWS_BATCH_JOB_ARRAY_INDEX and _SIZE).
func ShardOf(env func(string) string) (Shard, error) {
	for _, a := range arrays {
		if env(a.index) == "" {
			continue
		}
		index, err := strconv.Atoi(env(a.index))
		if err != nil {
			return Shard{}, fmt.Errorf("--shard auto: %s=%q is no number", a.index, env(a.index))
		}
		if env(a.count) == "" {
			return Shard{}, fmt.Errorf("--shard auto: %s is set, and %s, the number of shards, is not: set it", a.index, a.count)
		}
		count, err := strconv.Atoi(env(a.count))
		if first, failed := strconv.Atoi(env(a.first)); a.first != "" && failed == nil {
			index -= first
			if last, failed := strconv.Atoi(env("SLURM_ARRAY_TASK_MAX")); failed == nil && last-first+1 != count {
				return Shard{}, fmt.Errorf("--shard auto: the indices %d to %d are not %d in a row", first, last, count)
			}
		}
		if err != nil || index < 0 || index >= count {
			return Shard{}, fmt.Errorf("--shard auto: %s=%s is none of %s=%s", a.index, env(a.index), a.count, env(a.count))
		}
		return Shard{index, count}, nil
	}
	return Shard{}, errors.New("--shard auto: none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and AWS_BATCH_JOB_ARRAY_INDEX is set")
}
