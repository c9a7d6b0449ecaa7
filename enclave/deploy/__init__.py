"""The only room that talks to Azure Resource Manager and Microsoft Graph: what-if, deploy by phase, observe, compare."""
