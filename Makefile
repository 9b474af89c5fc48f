# Names for what ./crm and .ci/run do; neither needs make.
.PHONY: run test check

run:
	./crm run

test:
	./crm test

check:
	.ci/run
