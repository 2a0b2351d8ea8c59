"""Large neighbourhood search: part of the incumbent is freed and solved again exactly."""
