"""What a packet may do in an Azure network: exact sets of packets, security groups, routes, firewalls and ways in."""
