"""The rules: `eligibility` drops candidates, `coupling` joins decisions. One module each, same shape."""
