package reports

// recoveryWords complete the definition of the metric "recovery".
const recoveryWords = "Windows are the run's duration / 600, at least 100 ms, and belong to the intended starts in them."
