"""The gateway: every model call passes `stages.STAGES`, in that order, between an OpenAI client and its upstream."""
