using TeemCalendar.Core.Connection;

namespace TeemCalendar.Core.Guide;

/// <summary>One thing that has to be so before anything is changed.</summary>
/// <param name="facts">What several of them look at.</param>
/// <param name="subject">What it is about, as the middle of a sentence: "the Conditional Access policies".</param>
internal abstract class Prerequisite(PrerequisiteFacts facts, string subject)
{
    internal const string PermissionMissing = "PermissionMissing";

    protected PrerequisiteFacts Facts => facts;
    protected Tenant Tenant => facts.Tenant;
    protected PrerequisiteRequest Request => facts.Request;

    internal abstract Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel);

    protected Check Pass(string detail, CheckEvidence evidence = CheckEvidence.Configured, string? target = null) =>
        new() { Chapter = Prerequisites.Name, Target = target ?? Tenant.Domain, Status = CheckStatus.Pass, Evidence = evidence, Detail = detail };

    protected Check Fail(string detail, string cause, string? remedy, string? target = null) =>
        new() { Chapter = Prerequisites.Name, Target = target ?? Tenant.Domain, Status = CheckStatus.Fail, Detail = detail, Cause = cause, Remedy = remedy };

    protected Check Manual(string detail, string cause, string remedy, string? target = null) =>
        new() { Chapter = Prerequisites.Name, Target = target ?? Tenant.Domain, Status = CheckStatus.Manual, Detail = detail, Cause = cause, Remedy = remedy };

    /// <summary>That it could not be looked at: a permission that is missing is somebody's to give, and says nothing about the tenant.</summary>
    internal Check Unread(TeemException error) => error.Kind == TeemErrorKind.AccessDenied
        ? Manual($"{Tenant.Account} may not read {subject}. {error.Message}", PermissionMissing, error.Remedy ?? "Connect as somebody who may: a Global Reader reads all of it.")
        : Fail($"Reading {subject} failed. {error.Message}", error.Id, error.Remedy);
}
