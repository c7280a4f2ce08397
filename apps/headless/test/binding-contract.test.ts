import { describeBindingContract, plainBinding } from '@convolist/testing/binding-contract'

describeBindingContract({ name: 'no framework', ...plainBinding })
