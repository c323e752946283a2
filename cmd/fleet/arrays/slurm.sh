#!/bin/bash
# A comparison in fifty parts. Submit it, and merge when all of them are there:
#
#   job=$(sbatch --parsable slurm.sh)
#   sbatch --dependency=afterok:$job --wrap 'wavetank merge parts/*.ledger --out results'
#
# A part that is cut short goes on where it stopped when it is submitted again.
#SBATCH --job-name=wavetank
#SBATCH --array=1-50
#SBATCH --cpus-per-task=4
#SBATCH --time=02:00:00
#SBATCH --requeue
set -euo pipefail
exec wavetank compare "${SCENARIO:-my.toml}" --seeds "${SEEDS:-10000}" --shard auto --out parts --jobs "${SLURM_CPUS_PER_TASK:-4}"
