namespace TeemCalendar.Help;

/// <summary>The help of one command.</summary>
sealed record CommandHelp
{
    public required string Verb { get; init; }
    public required string Noun { get; init; }
    public required string Synopsis { get; init; }
    public required IReadOnlyList<string> Description { get; init; }
    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }
    public required IReadOnlyList<SyntaxHelp> Syntaxes { get; init; }
    public required IReadOnlyList<string> OutputTypes { get; init; }
    public required IReadOnlyList<ExampleHelp> Examples { get; init; }
    public required IReadOnlyList<string> RelatedCommands { get; init; }
    public string Name => $"{Verb}-{Noun}";
}

/// <summary>One way to call a command: the parameters of one parameter set.</summary>
sealed record SyntaxHelp(IReadOnlyList<ParameterHelp> Parameters);

/// <summary>One parameter, as one parameter set has it.</summary>
sealed record ParameterHelp
{
    public required string Name { get; init; }
    public required IReadOnlyList<string> Description { get; init; }
    /// <summary>The type's short name, as in <c>String[]</c>.</summary>
    public required string Type { get; init; }
    public required string FullType { get; init; }
    public bool IsSwitch { get; init; }
    public bool TakesMany { get; init; }
    public bool TakesWildcards { get; init; }
    public bool Required { get; init; }
    /// <summary>Its place on the command line; null when it has to be named.</summary>
    public int? Position { get; init; }
    public bool FromPipeline { get; init; }
    public bool FromProperty { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public string? Default { get; init; }
    /// <summary>The values it may have, when they are few and known.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>One example: what is typed, and what it does.</summary>
sealed record ExampleHelp(string Code, IReadOnlyList<string> Remarks);
