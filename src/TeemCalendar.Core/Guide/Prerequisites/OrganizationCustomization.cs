using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>The organization was customized once: until then Exchange refuses roles and scopes of one's own.</summary>
internal sealed class OrganizationCustomization(PrerequisiteFacts facts) : Prerequisite(facts, "Exchange's organization settings")
{
    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) =>
    [
        (await Facts.Organization.ConfigureAwait(false))?.Flag("IsDehydrated") != true
            ? Pass("The organization can be customized: roles and scopes are accepted.")
            : Fail("The organization was never customized: Exchange refuses new roles and scopes until that is done once. Grant-TeemImpersonation does it too; Exchange takes some minutes.", "Dehydrated", "Enable-OrganizationCustomization"),
    ];
}
