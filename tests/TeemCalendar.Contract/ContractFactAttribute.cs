using Xunit;

namespace TeemCalendar.Contract;

/// <summary>A test that needs the published contract, and says so where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContractFactAttribute : FactAttribute
{
    /// <summary>Skips where there is nothing to hold against.</summary>
    public ContractFactAttribute() => Skip = Reference.Missing;
}

/// <summary>A theory that needs the published contract, and says so where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContractTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips where there is nothing to hold against.</summary>
    public ContractTheoryAttribute() => Skip = Reference.Missing;
}
