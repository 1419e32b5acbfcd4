"""The company's LiteLLM proxy: what it knows of requests to OpenAI and to models that nobody else bills."""
