"""What is looked at: dashboards, defined once, printed for Grafana and as Azure workbooks."""
