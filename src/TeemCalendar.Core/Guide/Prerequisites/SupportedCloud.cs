namespace TeemCalendar.Core.Guide;

/// <summary>The tenant is in a cloud that the guide supports.</summary>
internal sealed class SupportedCloud(PrerequisiteFacts facts) : Prerequisite(facts, "the tenant's cloud")
{
    internal override Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        try { Tenant.RefuseGovernment(); }
        catch (TeemException excluded) { return Task.FromResult<IReadOnlyList<Check>>([Fail(excluded.Message, excluded.Id, excluded.Remedy)]); }
        return Task.FromResult<IReadOnlyList<Check>>([Pass("The tenant is in a cloud that the guide supports.")]);
    }
}
